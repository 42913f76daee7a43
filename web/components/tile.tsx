import { Component, Fragment, h, type RefObject } from "preact";
import type { Session } from "./session";
import { subject, type Act, type Title } from "./titles";
import { Watched } from "./watched";

/** What a tile can do; the element around it decides what that means. */
export interface Doings {
  session: Session;
  address: (title: Title) => string;
  open: (title: Title, event: MouseEvent) => void;
  play: (title: Title) => void;
  act: (what: Act, title: Title) => void;
  isHidden: (title: Title) => boolean;
  isSaved: (title: Title) => boolean;
}

interface TileProps {
  title: Title;
  doings: Doings;
  /** Whether Tab stops here: one tile of a row at a time. */
  isStop: boolean;
  isEager?: boolean | undefined;
  onFocus?: () => void;
}

const PREVIEW_MS = 300;

/** One title of a row: its picture, and after a moment of attention what can be done with it. */
export class Tile extends Watched<TileProps, { isLit: boolean }> {
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override subject() {
    return subject(this.props.title);
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  render({ title, doings, isStop, isEager, onFocus }: TileProps) {
    const { isLit } = this.state;
    return (
      <li
        class={isLit ? "tile lit" : "tile"}
        ref={this.element as RefObject<HTMLLIElement>}
        onPointerEnter={(event) => event.pointerType === "touch" || this.#arrive()}
        onPointerLeave={this.#depart}
        onFocusIn={(event) => (event.target as Element).matches(":focus-visible") && this.#arrive()}
        onFocusOut={(event) =>
          event.currentTarget.contains(event.relatedTarget as Node | null) || this.#depart()
        }
      >
        {doings.isHidden(title) ? (
          <Undo title={title} doings={doings} />
        ) : (
          <>
            <a
              href={doings.address(title)}
              tabIndex={isStop ? 0 : -1}
              onClick={(event) => doings.open(title, event)}
              onFocus={onFocus}
            >
              <Picture title={title} session={doings.session} isEager={isEager} />
              {title.currency && (
                <b class="price">
                  {title.price?.toLocaleString([], { style: "currency", currency: title.currency })}
                </b>
              )}
            </a>
            {isLit && <Preview title={title} doings={doings} />}
          </>
        )}
      </li>
    );
  }

  /** A preview comes once pointer or focus has rested; never for a finger, which scrolls. */
  #arrive(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.setState({ isLit: true }), PREVIEW_MS);
  }

  readonly #depart = (): void => {
    clearTimeout(this.#timer);
    this.setState({ isLit: false });
  };
}

interface PictureProps {
  title: Title;
  session: Session;
  isEager?: boolean | undefined;
}

/** The picture of a title; its name on its colour where there is none or it is broken. */
export class Picture extends Component<PictureProps, { broken: string }> {
  render({ title, session, isEager }: PictureProps) {
    const url = title.artwork?.url;
    if (!url || this.state.broken === url)
      return (
        <span class="face" dir="auto">
          {title.title}
        </span>
      );
    const all = (shape: "16x9" | "2x3") =>
      session.picture(url, shape) + ", " + session.picture(url, shape, "?2x") + " 2x";
    return (
      <picture style={{ backgroundColor: title.artwork?.color ?? "" }}>
        <source media="(max-width: 640px)" srcset={all("2x3")} />
        <img
          srcset={all("16x9")}
          alt={title.title}
          width={320}
          height={180}
          loading={isEager ? "eager" : "lazy"}
          decoding="async"
          onError={() => this.setState({ broken: url })}
        />
      </picture>
    );
  }
}

function Preview({ title, doings }: { title: Title; doings: Doings }) {
  const isSaved = doings.isSaved(title);
  return (
    <div class="over">
      <p class="acts">
        <button class="go" aria-label={`Play ${title.title}`} onClick={() => doings.play(title)}>
          ▶
        </button>
        <button
          aria-label={`My List: ${title.title}`}
          aria-pressed={isSaved}
          onClick={() => doings.act(isSaved ? "unsave" : "save", title)}
        >
          {isSaved ? "✓" : "+"}
        </button>
        <button
          aria-label={`Not interested in ${title.title}`}
          title="Not interested"
          onClick={() => doings.act("hide", title)}
        >
          ×
        </button>
      </p>
      <p class="name" dir="auto">
        {title.title}
      </p>
      <p class="why" dir="auto">
        {title.reason}
      </p>
    </div>
  );
}

/** What had the focus is gone: it goes on with the way back. */
const focus = (button: HTMLElement | null) => button?.focus();

function Undo({ title, doings }: { title: Title; doings: Doings }) {
  return (
    <div class="face undo">
      <span>
        Not interested in <bdi>{title.title}</bdi>
      </span>
      <button ref={focus} onClick={() => doings.act("unhide", title)}>
        Undo
      </button>
    </div>
  );
}
