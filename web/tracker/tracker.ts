/**
 * Sees what a person does with a page and tells the server: what was in view and for how long, how
 * they scroll, where they hesitate, what they choose. No dependencies.
 */
import { Outbox, stored, type Message } from "./outbox";
import { Sight } from "./sight";

export interface TrackerOptions {
  /** Address of the server, such as "https://matinee.example/"; relative ones are fine. */
  server: string;
  /** A key of kind "write": fit for browsers. */
  writeKey: string;
  /** Whose events these are; a guest of a made-up id if not given. */
  user?: string | undefined;
  /** Whether `user` is a guest's id (`anonymousId`) instead of an account's (`userId`). */
  guest?: boolean | undefined;
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
  readonly #sight = new Sight();
  readonly #identity: Record<string, string>;
  readonly #stops = new AbortController();
  #observing: boolean;
  #depth = 0;
  #distance = 0;
  #scrolling = 0;
  #last = { y: scrollY, at: 0 };
  #hovered: { subject: Subject; at: number } | undefined;

  constructor(options: TrackerOptions) {
    this.#observing = options.consent !== false && !asksNotToBeTracked();
    const { user } = options;
    this.#identity =
      user && !options.guest ? { userId: user } : { anonymousId: user ?? this.#guest() };
    this.#outbox = new Outbox(options.server, options.writeKey, this.#observing);
    const { signal } = this.#stops;
    const on = (target: EventTarget, names: string, listen: (event: Event) => void) => {
      for (const name of names.split(" "))
        target.addEventListener(name, listen, { signal, passive: true });
    };
    on(window, "scroll", () => this.#scrolled());
    on(window, "pagehide", () => this.#leave());
    on(window, "online", () => void this.#outbox.send());
    on(document, "visibilitychange", () => this.#turned());
    on(document, "pointerover focusin", (event) => this.#rests(event));
    on(document, "click", () => (this.#hovered = undefined));
    const timer = setInterval(() => this.#tell(false), FLUSH_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  /** Observed behaviour: not sent without consent. */
  track(event: string, properties: Properties = {}): void {
    if (this.#observing) this.#put(event, properties, false);
  }

  /** What the person asks for (rate, save, hide): always sent. Resolves once it is acknowledged. */
  act(event: string, properties: Properties = {}): Promise<boolean> {
    this.#put(event, properties, true);
    return this.flush();
  }

  /**
   * Watch an element for as long as it is in the document: when half of it is in view, for how
   * long, and where attention rests. Calling it again with another subject begins anew.
   */
  observe(element: Element, subject: Subject): void {
    this.#sight.add(element, subject);
  }

  /** Turn observing on or off; off forgets what was seen and not sent yet, here and on the device. */
  consent(given: boolean): void {
    this.#observing = given && !asksNotToBeTracked();
    this.#outbox.keep(this.#observing);
    this.#sight.reset();
    this.#distance = this.#scrolling = this.#depth = 0;
    this.#hovered = undefined;
    this.#guest();
  }

  /** Report what was seen so far and send everything. */
  flush(): Promise<boolean> {
    this.#tell(true);
    return this.#outbox.send();
  }

  /** Stop observing for good, for example because another person took over. */
  stop(): void {
    this.#leave();
    this.#stops.abort();
    this.#sight.stop();
    this.#outbox.stop();
  }

  #put(event: string, properties: Properties, isAsked: boolean): void {
    const message: Message = {
      type: "track",
      event,
      messageId: uuid(),
      timestamp: new Date().toISOString(),
      ...this.#identity,
      properties,
    };
    this.#outbox.add(message, isAsked);
  }

  #guest(): string {
    if (!this.#observing) {
      stored((storage) => storage.removeItem(GUEST));
      return uuid();
    }
    return stored((storage) => (storage[GUEST] ??= uuid()) as string) ?? uuid();
  }

  #tell(everything: boolean): void {
    const told: Record<string, Properties[]> = {};
    for (const { subject, ms, isFirst } of this.#sight.take(everything)) {
      const looked = isFirst ? "Product List Viewed" : "Item Dwell";
      const event = subject.item_id ? looked : "Row Viewed";
      (told[event] ??= []).push({ ...subject, visible_ms: Math.round(ms) });
    }
    for (const [event, products] of Object.entries(told))
      while (products.length) this.track(event, { products: products.splice(0, 100) });
    void this.#outbox.send(everything);
  }

  #scrolled(): void {
    const now = performance.now();
    const { y, at } = this.#last;
    this.#distance += Math.abs(scrollY - y);
    if (now - at < 300) this.#scrolling += now - at;
    this.#last = { y: scrollY, at: now };
    const height = document.documentElement.scrollHeight;
    this.#depth = Math.max(this.#depth, Math.min(1, (scrollY + innerHeight) / height));
  }

  /** Pointer or focus has come to something: the innermost item that it belongs to, or none. */
  #rests(event: Event): void {
    const subject = event
      .composedPath()
      .map((node) => this.#sight.subject(node))
      .find((found) => found?.item_id);
    if (this.#hovered?.subject === subject) return;
    this.#depart();
    if (subject) this.#hovered = { subject, at: performance.now() };
  }

  #depart(): void {
    if (!this.#hovered) return;
    const { subject, at } = this.#hovered;
    this.#hovered = undefined;
    const duration_ms = Math.round(performance.now() - at);
    if (duration_ms >= HESITATION_MS) this.track("Preview Played", { ...subject, duration_ms });
  }

  #turned(): void {
    const isHidden = document.visibilityState === "hidden";
    this.#sight.pause(isHidden);
    if (isHidden) this.#leave();
    else void this.#outbox.send();
  }

  /** Hidden is the last that phones say of a page: tell everything, in a way that outlives it. */
  #leave(): void {
    this.#depart();
    if (this.#distance > 0) {
      this.track("Page Scrolled", {
        depth: +this.#depth.toFixed(3),
        duration_ms: Math.round(this.#scrolling),
        speed_px_s: Math.round((this.#distance * 1000) / (this.#scrolling || 100)),
      });
      this.#distance = this.#scrolling = this.#depth = 0;
    }
    this.#tell(true);
    this.#outbox.beacon();
  }
}

export function uuid(): string {
  // Missing where a page is not served securely.
  const made = (crypto as Partial<Crypto>).randomUUID?.call(crypto);
  return made ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), String).join("-");
}
