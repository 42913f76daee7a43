import type { Subject } from "./tracker";

/** An element counts as seen once half of it was in view for this long, without a break. */
export const SEEN_SHARE = 0.5;
export const SEEN_MS = 500;
/** What stays in view is reported in parts of about this length. */
const PART_MS = 10_000;

export interface Seen {
  subject: Subject;
  /** Time in view since the last report. */
  ms: number;
  /** Whether this is the first report of this element: an impression, not a longer look. */
  isFirst: boolean;
}

const UNSEEN = { ms: 0, isSeen: false, isTold: false };

interface Watched {
  subject: Subject;
  isIn: boolean;
  /** When the present stretch in view began. */
  since: number | undefined;
  /** Time in view that was not reported yet. */
  ms: number;
  isSeen: boolean;
  isTold: boolean;
}

/** How long elements are in view, by IntersectionObserver's own clock. */
export class Sight {
  readonly #watched = new Map<Element, Watched>();
  readonly #gone: Seen[] = [];
  #isPaused = document.visibilityState === "hidden";
  readonly #observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) this.#cross(entry);
    },
    { threshold: [0, SEEN_SHARE] },
  );

  add(element: Element, subject: Subject): void {
    if (JSON.stringify(this.#watched.get(element)?.subject) === JSON.stringify(subject)) return;
    this.remove(element);
    this.#watched.set(element, { subject, isIn: false, since: undefined, ...UNSEEN });
    this.#observer.observe(element);
  }

  /** Stop watching; what was seen is told with the next report. */
  remove(element: Element): void {
    const watch = this.#watched.get(element);
    if (!watch) return;
    this.#observer.unobserve(element);
    this.#watched.delete(element);
    close(watch, performance.now());
    if (watch.isSeen && watch.ms > 0) this.#gone.push(report(watch));
  }

  /** What a node stands for, if it is watched. */
  subject(node: EventTarget): Subject | undefined {
    return this.#watched.get(node as Element)?.subject;
  }

  /** Begin anew: nothing was seen so far. */
  reset(): void {
    const now = performance.now();
    this.#gone.length = 0;
    for (const watch of this.#watched.values())
      Object.assign(watch, UNSEEN, { since: watch.since && now });
  }

  /** Nothing is in view while the page is hidden. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    const now = performance.now();
    for (const watch of this.#watched.values()) {
      if (isPaused) close(watch, now);
      else if (watch.isIn) watch.since = now;
    }
  }

  /** What is to be told: all that has left the view, and long looks; or simply everything. */
  take(everything: boolean): Seen[] {
    const now = performance.now();
    const seen: Seen[] = [];
    for (const [element, watch] of this.#watched) {
      if (!element.isConnected) this.remove(element);
      const running = watch.since === undefined ? 0 : now - watch.since;
      if (!everything && watch.since !== undefined && watch.ms + running < PART_MS) continue;
      if (watch.since !== undefined && (watch.isSeen || running >= SEEN_MS)) {
        close(watch, now);
        watch.since = now;
      }
      if (watch.isSeen && watch.ms > 0) seen.push(report(watch));
    }
    seen.push(...this.#gone.splice(0));
    return seen;
  }

  stop(): void {
    this.#observer.disconnect();
    this.#watched.clear();
  }

  #cross(entry: IntersectionObserverEntry): void {
    const watch = this.#watched.get(entry.target);
    if (!watch) return;
    watch.isIn = entry.isIntersecting && entry.intersectionRatio >= SEEN_SHARE - 0.001;
    if (!watch.isIn) close(watch, entry.time);
    else if (!this.#isPaused) watch.since ??= entry.time;
  }
}

/** End the stretch in view; one that was too short to see anything counts only after one that was not. */
function close(watch: Watched, at: number): void {
  if (watch.since === undefined) return;
  const stretch = Math.max(at - watch.since, 0);
  watch.since = undefined;
  watch.isSeen ||= stretch >= SEEN_MS;
  if (watch.isSeen) watch.ms += stretch;
}

function report(watch: Watched): Seen {
  const seen = { subject: watch.subject, ms: watch.ms, isFirst: !watch.isTold };
  watch.ms = 0;
  watch.isTold = true;
  return seen;
}
