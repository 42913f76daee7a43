import { createRef, h } from "preact";
import { Tile, type Doings } from "./tile";
import type { Title } from "./titles";
import { Watched } from "./watched";

export interface RowData {
  row_id: string;
  title: string;
  reason: string;
  items: Title[];
  next?: string | null;
}

interface RowProps {
  row: RowData;
  doings: Doings;
  /** Whether it is drawn at once; others wait until they come near. */
  isEager: boolean;
  more?: (row: RowData) => void;
}

/** A titled row of tiles: swiped, scrolled, or walked with the arrow keys. */
export class RowView extends Watched<RowProps, { isNear: boolean; stop: number }> {
  override state = { isNear: this.props.isEager, stop: 0 };
  readonly #strip = createRef<HTMLUListElement>();
  #nearness: IntersectionObserver | undefined;

  protected override subject() {
    return { row_id: this.props.row.row_id };
  }

  override componentDidMount(): void {
    super.componentDidMount();
    const section = this.element.current;
    if (!section || this.state.isNear) return;
    this.#nearness = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.#nearness?.disconnect();
        this.setState({ isNear: true });
      },
      { rootMargin: "1600px 0px" },
    );
    this.#nearness.observe(section);
  }

  override componentWillUnmount(): void {
    this.#nearness?.disconnect();
  }

  render({ row, doings, isEager }: RowProps) {
    const { isNear, stop } = this.state;
    const turn = (sign: string, kind: string, pages: number) => (
      <button class={kind} tabIndex={-1} aria-hidden="true" onClick={() => this.#turn(pages)}>
        {sign}
      </button>
    );
    return (
      <section class="row" ref={this.element} aria-label={row.title}>
        <h2 dir="auto">
          {row.title} <small>{row.reason}</small>
        </h2>
        <div class="frame">
          <ul class="strip" ref={this.#strip} onScroll={this.#scrolled} onKeyDown={walk}>
            {isNear &&
              row.items.map((title, place) => (
                <Tile
                  key={title.item_id}
                  title={title}
                  doings={doings}
                  isStop={place === Math.min(stop, row.items.length - 1)}
                  isEager={isEager && place < 6}
                  onFocus={() => this.#focused(place)}
                />
              ))}
          </ul>
          {turn("‹", "turn back", -1)}
          {turn("›", "turn on", 1)}
        </div>
      </section>
    );
  }

  #focused(place: number): void {
    this.setState({ stop: place });
    if (place > this.props.row.items.length - 6) this.#more();
  }

  #turn(pages: number): void {
    const strip = this.#strip.current;
    strip?.scrollBy({ left: pages * strip.clientWidth * 0.85 });
  }

  readonly #scrolled = (): void => {
    const strip = this.#strip.current;
    if (strip && strip.scrollLeft + 2 * strip.clientWidth > strip.scrollWidth) this.#more();
  };

  #more(): void {
    const { row, more } = this.props;
    if (row.next) more?.(row);
  }
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -1e6, End: 1e6 };

/** Arrow keys: left and right within the row, up and down to the tile above or below. */
function walk(event: KeyboardEvent): void {
  const from = event.target as HTMLElement;
  const strip = event.currentTarget as HTMLElement;
  const tiles = stops(strip);
  const place = tiles.findIndex((stop) => stop.closest("li") === from.closest("li"));
  const isBackwards = getComputedStyle(strip).direction === "rtl";
  const step = STEPS[event.key];
  let target: HTMLElement | undefined;
  if (step !== undefined) {
    const wanted = place + (isBackwards && Math.abs(step) === 1 ? -step : step);
    target = tiles[Math.max(0, Math.min(tiles.length - 1, wanted))];
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    target = across(strip, from, event.key === "ArrowDown" ? 1 : -1);
  }
  if (!target || target === from) return;
  event.preventDefault();
  move(target);
}

function stops(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("li > a, li > .undo button")];
}

/** The nearest tile of the next strip in a direction; or the billboard above the first. */
function across(strip: HTMLElement, from: HTMLElement, direction: 1 | -1): HTMLElement | undefined {
  const root = strip.getRootNode() as ShadowRoot;
  const strips = [...root.querySelectorAll<HTMLElement>(".billboard .acts, .strip")];
  const next = strips[strips.indexOf(strip) + direction];
  if (!next) return undefined;
  if (!next.matches(".strip")) return next.querySelector<HTMLElement>("a, button") ?? undefined;
  if (!next.children.length) next.scrollIntoView({ block: "nearest" });
  const middle = (box: DOMRect) => box.left + box.width / 2;
  const here = middle(from.getBoundingClientRect());
  const distance = (stop: HTMLElement) => Math.abs(middle(stop.getBoundingClientRect()) - here);
  return stops(next).sort((a, b) => distance(a) - distance(b))[0];
}

/** Focus and bring into view, smoothly where motion is welcome. */
function move(target: HTMLElement): void {
  target.focus({ preventScroll: true, focusVisible: true } as FocusOptions);
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.scrollIntoView({
    block: "nearest",
    inline: "nearest",
    behavior: isCalm ? "instant" : "smooth",
  });
}

/** From the billboard: down to the first row. */
export function descend(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown") return;
  const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
  const first = root.querySelector<HTMLElement>(".strip li > a[tabindex='0']");
  if (!first) return;
  event.preventDefault();
  move(first);
}
