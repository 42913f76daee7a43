import { Fragment, h, type ComponentChild, type RefObject } from "preact";
import { descend, RowView, type RowData } from "./row";
import type { Session } from "./session";
import { Shelf } from "./shelf";
import type { Doings } from "./tile";
import { subject, type Page, type Row, type Title } from "./titles";
import { Watched } from "./watched";

const EAGER_ROWS = 3;
const NOTE_MS = 6_000;
/** Rows that may have fewer than four titles. */
const SHORT = new Set(["my_list", "continue_watching"]);

/** How a page takes a new one's place. */
export interface Refresh {
  /** Said once, softly: "Updated after Heat". */
  note?: string;
  /** Nobody looks at it just now: everything may change. */
  isCovered?: boolean;
}

/**
 * `<matinee-page>`: a person's home, a billboard and rows.
 *
 * Stability: a page that changes while it is looked at keeps every row that begins above the lower
 * edge of the window exactly as it is; only rows below, not yet seen, change.
 */
export class MatineePage extends Shelf {
  static observedAttributes = ["time"];
  #page: Page | undefined;
  #trouble = "";
  #note = "";
  readonly #loading = new Set<string>();
  #noteTimer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  protected override ready(session: Session): void {
    const written = this.#page ? undefined : (this.written() as Page | undefined);
    this.#page = written?.user_id === session.options.user ? written : undefined;
    this.dismissed.clear();
    this.saved.clear();
    this.#listed();
    if (!this.#page) void this.refresh({ isCovered: true });
  }

  attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
    if (this.session && before !== now) void this.refresh({ isCovered: true });
  }

  /** The page as it stands. */
  get current(): Page | undefined {
    return this.#page;
  }

  /** Ask for a new page and put it in the old one's place without moving what is looked at. */
  async refresh(how: Refresh = {}): Promise<void> {
    const asked = ++this.#asked;
    try {
      const fresh = await this.#fetch();
      if (asked === this.#asked) this.#take(fresh, how);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#trouble = error instanceof Error ? error.message : String(error);
      this.paint();
    }
  }

  #take(fresh: Page, { note = "", isCovered }: Refresh): void {
    const anchor = this.#anchor();
    const strips = this.find(".strip").map((strip) => [strip, strip.scrollLeft] as const);
    this.#page = this.#page && !isCovered ? this.#merged(this.#page, fresh) : fresh;
    if (isCovered) this.dismissed.clear();
    this.#listed();
    this.#trouble = "";
    if (note) this.say(note);
    this.paint();
    if (isCovered) anchor();
    // Scroll snapping follows a tile to its new place; the row should stay where it was.
    for (const [strip, left] of strips) strip.scrollTo({ left, behavior: "instant" });
    void this.session?.tracker?.flush();
    this.tell("matinee-page", { page: this.#page });
  }

  protected override view(session: Session): ComponentChild {
    const rows = this.#page?.rows ?? [];
    const top = rows.find((row) => row.kind === "top_picks") ?? rows[0];
    const star = this.hasAttribute("billboard")
      ? top?.items.find((item) => !this.dismissed.has(item.item_id))
      : undefined;
    const doings = this.doings(session);
    return (
      <>
        <p class="note" role="status">
          {this.#note}
        </p>
        {this.#trouble && <Trouble text={this.#trouble} retry={() => void this.refresh()} />}
        {!this.#page && !this.#trouble && <div class="waiting" aria-busy="true" />}
        {this.#page && !rows.length && <Empty />}
        {star && <Billboard title={star} doings={doings} />}
        {rows.map((row, place) => (
          <RowView
            key={row.row_id}
            row={star ? without(row, star) : row}
            doings={doings}
            isEager={place < EAGER_ROWS}
            more={(wanted) => void this.#more(wanted)}
          />
        ))}
      </>
    );
  }

  #listed(): void {
    for (const row of this.#page?.rows ?? [])
      if (row.kind === "my_list") for (const item of row.items) this.saved.set(item.item_id, true);
  }

  async #fetch(): Promise<Page> {
    const { session } = this;
    if (!session) throw new Error("Nobody looks yet.");
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return session.get(
      "/v1/users/{user}/home",
      {},
      {
        device: this.getAttribute("device") ?? undefined,
        timezone: timeZone,
        time: this.getAttribute("time") ?? undefined,
        rows: this.getAttribute("rows") ?? 10,
        columns: this.getAttribute("columns") ?? 12,
      },
    );
  }

  /** Rows that begin above the window's lower edge stay; fresh ones follow, without what they hold. */
  #merged(page: Page, fresh: Page): Page {
    const sections = this.find(".row");
    const edge = window.innerHeight;
    const kept = page.rows.filter((_, place) => {
      const top = sections[place]?.getBoundingClientRect().top ?? Infinity;
      return top < edge;
    });
    const ids = new Set(kept.map((row) => row.row_id));
    const held = new Set(kept.flatMap((row) => row.items.map((item) => item.item_id)));
    const added = fresh.rows
      .filter((row) => !ids.has(row.row_id))
      .map((row) => ({ ...row, items: row.items.filter((item) => !held.has(item.item_id)) }))
      .filter((row) => row.items.length > (SHORT.has(row.kind) ? 0 : 3));
    return { ...fresh, rows: [...kept, ...added] };
  }

  /** Remembers which row is at the top of the window, and puts it back there. */
  #anchor(): () => void {
    const topOf = (place: number) => this.find(".row")[place]?.getBoundingClientRect().top ?? 0;
    const rows = this.#page?.rows ?? [];
    const place = this.find(".row").findIndex((row) => row.getBoundingClientRect().bottom > 0);
    const id = rows[place]?.row_id;
    const top = topOf(place);
    return () => {
      const now = this.#page?.rows.findIndex((row) => row.row_id === id) ?? -1;
      if (id && now >= 0 && scrollY > 9) scrollBy({ top: topOf(now) - top, behavior: "instant" });
    };
  }

  async #more({ row_id, next }: RowData): Promise<void> {
    if (!next || this.#loading.has(next)) return;
    this.#loading.add(next);
    const columns = this.getAttribute("columns") ?? 12;
    const added = await this.session?.get("/v1/rows/{next}", { next }, { columns }).catch(() => {
      // The row simply ends here; a later scroll tries again.
    });
    this.#loading.delete(next);
    if (!added || !this.#page) return;
    const held = new Set(this.#page.rows.flatMap((row) => row.items.map((item) => item.item_id)));
    const items = added.items.filter((item) => !held.has(item.item_id));
    const extended = (row: Row): Row =>
      row.row_id === row_id && row.next === next
        ? { ...row, items: [...row.items, ...items], next: added.next }
        : row;
    this.#page = { ...this.#page, rows: this.#page.rows.map(extended) };
    this.paint();
  }

  /** Say something once, softly. */
  say(note: string): void {
    this.#note = note;
    this.paint();
    clearTimeout(this.#noteTimer);
    this.#noteTimer = setTimeout(() => {
      this.#note = "";
      this.paint();
    }, NOTE_MS);
  }
}

/** A row without the title that the billboard shows; its item list stays the same if it has none. */
function without(row: Row, star: Title): Row {
  if (!row.items.some((item) => item === star)) return row;
  const items = row.items.filter((item) => item !== star);
  return items.length ? { ...row, items } : row;
}

class Billboard extends Watched<{ title: Title; doings: Doings }> {
  protected override subject() {
    return subject(this.props.title);
  }

  render({ title, doings }: { title: Title; doings: Doings }) {
    const url = title.artwork?.url;
    const isSaved = doings.isSaved(title);
    return (
      <section class="billboard" aria-label={title.title}>
        <div class="wide">
          {url && <img src={doings.session.picture(url, "wide")} alt="" width={600} height={220} />}
        </div>
        <div class="words" ref={this.element as RefObject<HTMLDivElement>}>
          <h2 dir="auto">{title.title}</h2>
          <p class="why" dir="auto">
            {title.reason}
          </p>
          <p class="acts" onKeyDown={descend}>
            <button class="go" onClick={() => doings.play(title)}>
              ▶ Play
            </button>
            <a
              class="button"
              href={doings.address(title)}
              onClick={(event) => doings.open(title, event)}
            >
              Details and why
            </a>
            <button
              aria-pressed={isSaved}
              onClick={() => doings.act(isSaved ? "unsave" : "save", title)}
            >
              {isSaved ? "✓ My List" : "+ My List"}
            </button>
          </p>
        </div>
      </section>
    );
  }
}

function Trouble({ text, retry }: { text: string; retry: () => void }) {
  return (
    <div class="trouble" role="alert">
      <p>{text} What is here stays.</p>
      <button onClick={retry}>Try again</button>
    </div>
  );
}

function Empty() {
  return (
    <div class="empty">
      <h2>Nothing to show yet</h2>
      <p>Titles will be here as soon as there are some.</p>
    </div>
  );
}
