import { h, type ComponentChild } from "preact";
import { RowView, type RowData } from "./row";
import type { Session } from "./session";
import { Shelf } from "./shelf";
import type { Title } from "./titles";

/**
 * `<matinee-row>`: one row by itself, from the JSON inside it or from its `source`: "list",
 * "recommendations" or "similar:ITEM". Nothing is shown while it has no titles.
 */
export class MatineeRow extends Shelf {
  static observedAttributes = ["source"];
  #row: RowData | undefined;

  protected override ready(session: Session): void {
    const written = this.#row ? undefined : (this.written() as Partial<RowData> | undefined);
    if (written?.items) this.#row = this.#rowOf(written.items, written);
    else void this.#load(session);
  }

  attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
    if (this.session && before !== now) void this.#load(this.session);
  }

  protected override view(session: Session): ComponentChild {
    if (!this.#row?.items.length) return null;
    return <RowView row={this.#row} doings={this.doings(session)} isEager />;
  }

  async #load(session: Session): Promise<void> {
    const source = this.#source;
    const items = await itemsOf(session, source).catch(() => []);
    // An answer that somebody else waited for, or for something else, comes too late.
    if (session !== this.session || source !== this.#source) return;
    for (const { item_id } of source === "list" ? items : []) this.saved.set(item_id, true);
    this.#row = this.#rowOf(items); // without titles it is no row; the page around it stands
    this.paint();
  }

  get #source(): string {
    return this.getAttribute("source") ?? "recommendations";
  }

  #rowOf(items: Title[], written: Partial<RowData> = {}): RowData {
    const heading = this.getAttribute("heading") ?? written.title ?? "";
    const id = this.getAttribute("source") ?? "row";
    return { row_id: id, reason: "", ...written, title: heading, items, next: null };
  }
}

async function itemsOf(session: Session, source: string): Promise<Title[]> {
  const [kind, item] = [source.split(":", 1)[0], source.slice(source.indexOf(":") + 1)];
  if (kind === "similar")
    return (await session.get("/v1/items/{item}/similar", { item }, { n: 20 })).items;
  if (kind === "list") return (await session.get("/v1/users/{user}/list")).items;
  return (await session.get("/v1/users/{user}/recommendations", {}, { n: 20 })).items;
}
