import { h, type ComponentChild } from "preact";
import { MatineeElement } from "./element";
import type { Session } from "./session";
import { Picture } from "./tile";
import { addressOf, type Title } from "./titles";

const TYPING_MS = 120;
/** A query counts as searched for once the typing has rested this long. */
const SETTLED_MS = 1_200;
const MOST = 12;

/** `<matinee-search>`: search as you type; before the first key, what the person may look for. */
export class MatineeSearch extends MatineeElement {
  #query = "";
  #items: Title[] = [];
  #isOpen = false;
  #note = "";
  #told = "";
  #request: AbortController | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #settled: ReturnType<typeof setTimeout> | undefined;

  protected override ready(): void {
    this.#close();
  }

  protected override view(session: Session): ComponentChild {
    return (
      <search class="search" onFocusOut={this.#left} onKeyDown={this.#key}>
        <input
          type="search"
          aria-label="Search titles, people and genres"
          placeholder="Search"
          autoComplete="off"
          value={this.#query}
          onInput={(event) => this.#type(event.currentTarget.value)}
          onFocus={() => this.#type(this.#query)}
        />
        {this.#isOpen && (
          <div class="found">
            <p class="why" role="status">
              {this.#note}
            </p>
            <ul>
              {this.#items.map((title) => (
                <li key={title.item_id}>
                  <a
                    href={addressOf(this.getAttribute("item-url"), title)}
                    onClick={(event) => this.#open(session, title, event)}
                  >
                    <Picture title={title} session={session} />
                    <span class="name" dir="auto">
                      {title.title}
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          </div>
        )}
      </search>
    );
  }

  #type(query: string): void {
    this.#query = query;
    this.#isOpen = true;
    this.paint();
    clearTimeout(this.#typing);
    clearTimeout(this.#settled);
    this.#typing = setTimeout(() => void this.#look(), query ? TYPING_MS : 0);
    this.#settled = setTimeout(() => this.#settle(), SETTLED_MS);
  }

  async #look(): Promise<void> {
    this.#request?.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    try {
      const query = { q: this.#query, n: MOST };
      const found = await this.session?.get("/v1/users/{user}/search", {}, query, signal);
      this.#items = found?.items ?? [];
      this.#note = found?.note ?? "";
    } catch (error) {
      if (signal.aborted) return;
      this.#items = [];
      this.#note = error instanceof Error ? error.message : String(error);
    }
    this.paint();
  }

  /** Tell the server what was searched for: once typing rests or a title is chosen. */
  #settle(): void {
    const query = this.#query.trim();
    if (query.length < 2 || query === this.#told) return;
    this.#told = query;
    this.session?.tracker?.track("Products Searched", { query, results: this.#items.length });
  }

  #open(session: Session, title: Title, event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    this.#settle();
    session.tracker?.track("Item Clicked", { item_id: title.item_id, query: this.#query });
    if (this.tell("matinee-open", title)) return;
    event.preventDefault();
    this.#close();
  }

  #close(): void {
    clearTimeout(this.#typing);
    this.#isOpen = false;
    this.#query = "";
    this.#items = [];
    this.paint();
  }

  readonly #left = (event: FocusEvent): void => {
    const isWithin = (event.currentTarget as Element).contains(event.relatedTarget as Node | null);
    // Closing takes away what has the focus, which leads here in the middle of painting.
    if (isWithin || !this.#isOpen) return;
    this.#isOpen = false;
    this.paint();
  };

  readonly #key = (event: KeyboardEvent): void => {
    const stops = this.find<HTMLElement>("input, .found a");
    const place = stops.indexOf(event.target as HTMLElement);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Escape") {
      stops[0]?.focus();
      this.#close();
    } else if (event.key === "Enter" && place === 0) {
      void this.#look().then(() => this.find<HTMLElement>(".found a")[0]?.click());
    } else if (step && this.#isOpen) {
      event.preventDefault();
      stops[place + step]?.focus();
    }
  };
}
