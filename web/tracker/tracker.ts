/**
 * Sees what a person does with a page and tells the server: what was in view and for how long, how
 * they scroll, where they hesitate, what they choose. No dependencies.
 */
import { Outbox, type Message } from "./outbox";
import { Sight, type Seen } from "./sight";

export interface TrackerOptions {
  /** Address of the server, such as "https://matinee.example/"; relative ones are fine. */
  server: string;
  /** A key of kind "write": fit for browsers. */
  writeKey: string;
  /** Whose events these are; a guest of a made-up id if not given. */
  user?: string | undefined;
  /** Whether `user` is a guest's id (`anonymousId`) instead of an account's (`userId`). */
  guest?: boolean | undefined;
  device?: string | undefined;
  /** False: observe nothing, keep nothing on the device. Do Not Track has the same effect. */
  consent?: boolean | undefined;
}

/** What an element stands for. */
export interface Subject {
  item_id?: string | undefined;
  recommendation_id?: string | undefined;
  row_id?: string | undefined;
}

type Properties = Record<string, unknown>;

const FLUSH_MS = 5_000;
const HESITATION_MS = 1_000;
const GUEST = "matinee:guest";

/** Whether the browser says that its person does not want to be observed. */
export function asksNotToBeTracked(): boolean {
  const asks = navigator as Navigator & { globalPrivacyControl?: boolean };
  return navigator.doNotTrack === "1" || asks.globalPrivacyControl === true;
}

export class Tracker {
  readonly #outbox: Outbox;
  readonly #sight: Sight;
  readonly #identity: Record<string, string>;
  #observing: boolean;
  #depth = 0;
  #distance = 0;
  #scrolling = 0;
  #lastScroll = { y: scrollY, at: 0 };
  #hovered: { subject: Subject; at: number } | undefined;
  readonly #stops = new AbortController();

  constructor(options: TrackerOptions) {
    this.#observing = options.consent !== false && !asksNotToBeTracked();
    const { user } = options;
    this.#identity =
      user && !options.guest ? { userId: user } : { anonymousId: user ?? this.#guest() };
    this.#outbox = new Outbox(options.server, options.writeKey, this.#observing, options.device);
    this.#sight = new Sight();
    const signal = this.#stops.signal;
    const passive = { signal, passive: true };
    addEventListener("scroll", () => this.#scrolled(), passive);
    addEventListener("pagehide", () => this.#leave(true), { signal });
    document.addEventListener("visibilitychange", () => this.#turned(), { signal });
    addEventListener("online", () => void this.#outbox.send(), { signal });
    const timer = setInterval(() => this.#tell(false), FLUSH_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  /** Observed behaviour: not sent without consent. */
  track(event: string, properties: Properties = {}): void {
    if (this.#observing) this.#put(event, properties);
  }

  /** What the person asks for (rate, save, hide): always sent. Resolves once it is acknowledged. */
  act(event: string, properties: Properties = {}): Promise<boolean> {
    this.#put(event, properties);
    this.#tell(true);
    return this.#outbox.send();
  }

  /** Watch an element: when half of it is in view, for how long, and where the pointer rests. */
  observe(element: Element, subject: Subject): void {
    this.#sight.add(element, subject);
    if (!subject.item_id) return;
    const options = { signal: this.#stops.signal };
    for (const name of ["pointerenter", "focusin"])
      element.addEventListener(name, () => this.#arrive(subject), options);
    for (const name of ["pointerleave", "focusout"])
      element.addEventListener(name, () => this.#depart(), options);
    element.addEventListener("click", () => (this.#hovered = undefined), options);
  }

  unobserve(element: Element): void {
    this.#sight.remove(element);
  }

  /** Turn observing on or off; off also forgets what was not sent yet. */
  consent(given: boolean): void {
    this.#observing = given && !asksNotToBeTracked();
    this.#outbox.keep(this.#observing);
    if (!this.#observing) this.#sight.take(true);
  }

  /** Report what was seen so far and send everything. */
  flush(): Promise<boolean> {
    this.#tell(true);
    return this.#outbox.send();
  }

  /** Stop observing for good, for example because another person took over. */
  stop(): void {
    this.#leave(true);
    this.#stops.abort();
    this.#sight.stop();
    this.#outbox.stop();
  }

  #put(event: string, properties: Properties): void {
    this.#outbox.add({
      type: "track",
      event,
      messageId: uuid(),
      timestamp: new Date().toISOString(),
      ...this.#identity,
      properties,
    } satisfies Message);
  }

  #guest(): string {
    if (!this.#observing) return uuid();
    try {
      const id = localStorage.getItem(GUEST) ?? uuid();
      localStorage.setItem(GUEST, id);
      return id;
    } catch {
      return uuid();
    }
  }

  #tell(everything: boolean): void {
    const seen = this.#sight.take(everything);
    if (!this.#observing) return;
    const group = (test: (one: Seen) => boolean): Properties[] =>
      seen.filter(test).map(({ subject, ms }) => ({ ...subject, visible_ms: Math.round(ms) }));
    this.#products(
      "Product List Viewed",
      group((one) => one.isFirst && !!one.subject.item_id),
    );
    this.#products(
      "Item Dwell",
      group((one) => !one.isFirst && !!one.subject.item_id),
    );
    this.#products(
      "Row Viewed",
      group((one) => !one.subject.item_id),
    );
    void this.#outbox.send();
  }

  #products(event: string, products: Properties[]): void {
    for (let start = 0; start < products.length; start += 100)
      this.#put(event, { products: products.slice(start, start + 100) });
  }

  #scrolled(): void {
    const now = performance.now();
    const { y, at } = this.#lastScroll;
    this.#distance += Math.abs(scrollY - y);
    if (now - at < 300) this.#scrolling += now - at;
    this.#lastScroll = { y: scrollY, at: now };
    const height = document.documentElement.scrollHeight;
    this.#depth = Math.max(this.#depth, Math.min(1, (scrollY + innerHeight) / height));
  }

  #arrive(subject: Subject): void {
    if (this.#hovered?.subject === subject) return;
    this.#depart();
    this.#hovered = { subject, at: performance.now() };
  }

  #depart(): void {
    if (!this.#hovered) return;
    const { subject, at } = this.#hovered;
    this.#hovered = undefined;
    const duration_ms = Math.round(performance.now() - at);
    if (duration_ms >= HESITATION_MS) this.track("Preview Played", { ...subject, duration_ms });
  }

  #turned(): void {
    const hidden = document.visibilityState === "hidden";
    this.#sight.pause(hidden);
    if (hidden) this.#leave(false);
    else void this.#outbox.send();
  }

  #leave(forGood: boolean): void {
    this.#depart();
    if (this.#distance > 0) {
      const seconds = this.#scrolling / 1000;
      this.track("Page Scrolled", {
        depth: Math.round(this.#depth * 1000) / 1000,
        duration_ms: Math.round(this.#scrolling),
        distance_px: Math.round(this.#distance),
        speed_px_s: Math.round(this.#distance / Math.max(seconds, 0.1)),
      });
      this.#distance = this.#scrolling = this.#depth = 0;
    }
    this.#tell(true);
    if (forGood) this.#outbox.beacon();
  }
}

export function uuid(): string {
  // Missing where a page is not served securely.
  const made = (crypto as Partial<Crypto>).randomUUID?.call(crypto);
  return made ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), String).join("-");
}
