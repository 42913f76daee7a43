export interface Message {
  type: "track";
  event: string;
  messageId: string;
  timestamp: string;
  userId?: string;
  anonymousId?: string;
  properties: Record<string, unknown>;
}

const STORE = "matinee:outbox:";
const MOST = 1_000;
/** Browsers send at most 64 KiB for a page that goes away. */
const BATCH_BYTES = 45_000;
const KEPT_ALIVE_BYTES = 60_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Messages on their way to the server. Kept on the device until they are acknowledged, so that they
 * outlive a lost connection or a closed page; the server drops what it is sent twice.
 */
export class Outbox {
  readonly #url: string;
  readonly #writeKey: string;
  #isKept: boolean;
  readonly #store: string;
  #queue: Message[];
  #sending: Promise<boolean> | undefined;
  readonly #asked = new WeakSet<Message>();
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(server: string, writeKey: string, isKept: boolean) {
    this.#writeKey = writeKey;
    this.#isKept = isKept;
    this.#url = new URL("v1/batch", new URL(server, document.baseURI)).href;
    this.#store = `${STORE}${writeKey.slice(-8)}:${Math.random().toString(36).slice(2)}`;
    this.#queue = this.#adopt();
    this.#save();
    if (this.#queue.length) void this.send();
  }

  /** Put a message in; `isAsked`: the person asked for it, so it outlives what was observed. */
  add(message: Message, isAsked: boolean): void {
    this.#queue.push(message);
    if (isAsked) this.#asked.add(message);
    if (this.#queue.length > MOST)
      this.#queue.splice(
        Math.max(
          this.#queue.findIndex((one) => !this.#asked.has(one)),
          0,
        ),
        1,
      );
    this.#saving ??= setTimeout(() => this.#save(), 200);
  }

  /** Whether messages may be kept on the device; if not, what was observed is forgotten at once. */
  keep(isKept: boolean): void {
    this.#isKept = isKept;
    if (!isKept) this.#queue = this.#queue.filter((message) => this.#asked.has(message));
    this.#save();
  }

  /**
   * Send all that waits; resolves to whether everything was acknowledged. What is not urgent leaves
   * a server that did not answer in peace until the next retry.
   */
  send(isUrgent = true): Promise<boolean> {
    if (!this.#queue.length) return Promise.resolve(true);
    if (!isUrgent && this.#failures) return Promise.resolve(false);
    this.#sending ??= this.#deliver().finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  /** Send as the page goes away. Nobody hears an answer then, so what is sent is also kept. */
  beacon(): void {
    this.#save();
    for (let rest = this.#queue; rest.length;) {
      const batch = cut(rest);
      if (!navigator.sendBeacon(this.#url, this.#body(batch))) return;
      rest = rest.slice(batch.length);
    }
  }

  stop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#saving);
  }

  async #deliver(): Promise<boolean> {
    clearTimeout(this.#retry);
    while (this.#queue.length) {
      const batch = cut(this.#queue);
      const outcome = await post(this.#url, this.#body(batch));
      if (outcome === "later") {
        const wait = Math.min(1_000 * 2 ** this.#failures++, LONGEST_WAIT_MS);
        this.#retry = setTimeout(() => void this.send(), wait);
        return false;
      }
      this.#failures = 0;
      const done = new Set(batch);
      this.#queue = this.#queue.filter((message) => !done.has(message));
      this.#save();
    }
    return true;
  }

  /** Plain text, so that browsers send it to other origins without asking first. */
  #body(batch: Message[]): string {
    const { userAgent } = navigator;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return JSON.stringify({
      writeKey: this.#writeKey,
      sentAt: new Date().toISOString(),
      context: {
        userAgent,
        timezone: timeZone,
      },
      batch,
    });
  }

  #save(): void {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    stored((storage) => {
      if (this.#isKept && this.#queue.length) storage[this.#store] = JSON.stringify(this.#queue);
      else storage.removeItem(this.#store);
    });
  }

  /** What earlier pages and tabs with this key could not send. */
  #adopt(): Message[] {
    const found: Message[] = [];
    const prefix = this.#store.slice(0, this.#store.lastIndexOf(":") + 1);
    stored((storage) => {
      for (const name of Object.keys(storage).filter((key) => key.startsWith(prefix))) {
        found.push(...(JSON.parse(storage[name] as string) as Message[]));
        storage.removeItem(name);
      }
    });
    return found.slice(-MOST);
  }
}

/** Use the device's storage; undefined where it is full, broken or not allowed. */
export function stored<T>(work: (storage: Storage) => T): T | undefined {
  try {
    return work(localStorage);
  } catch {
    return undefined;
  }
}

function bytesOf(text: string): number {
  return new Blob([text]).size;
}

function cut(queue: Message[]): Message[] {
  let size = 0;
  const end = queue.findIndex(
    (message) => (size += bytesOf(JSON.stringify(message))) > BATCH_BYTES,
  );
  return queue.slice(0, end < 0 ? queue.length : Math.max(end, 1));
}

/** "done" also for what the server will never take: sending it again would not help. */
async function post(url: string, body: string): Promise<"done" | "later"> {
  try {
    const headers = { "Content-Type": "text/plain" };
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers,
      keepalive: bytesOf(body) < KEPT_ALIVE_BYTES,
    });
    if (answer.ok) return "done";
    console.warn(url, await answer.text());
    return answer.status === 400 || answer.status === 413 ? "done" : "later";
  } catch {
    return "later";
  }
}
