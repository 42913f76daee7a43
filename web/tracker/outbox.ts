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
const BATCH_CHARS = 50_000;
const RETRY_MS = [1_000, 2_000, 5_000, 15_000, 60_000];

/**
 * Messages on their way to the server. Kept on the device until they are acknowledged, so that they
 * outlive a lost connection or a closed page; the server drops what it is sent twice.
 */
export class Outbox {
  readonly #url: string;
  readonly #writeKey: string;
  readonly #device: string | undefined;
  #isKept: boolean;
  readonly #store: string;
  #queue: Message[];
  #sending: Promise<boolean> | undefined;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(server: string, writeKey: string, isKept: boolean, device: string | undefined) {
    this.#writeKey = writeKey;
    this.#isKept = isKept;
    this.#device = device;
    this.#url = new URL("v1/batch", new URL(server, document.baseURI)).href;
    this.#store = `${STORE}${writeKey.slice(-8)}:${Math.random().toString(36).slice(2)}`;
    this.#queue = isKept ? this.#adopt() : [];
    if (this.#queue.length) void this.send();
  }

  add(message: Message): void {
    this.#queue.push(message);
    if (this.#queue.length > MOST) this.#queue.shift();
    this.#saving ??= setTimeout(() => this.#save(), 200);
  }

  /** Whether messages may be kept on the device. */
  keep(isKept: boolean): void {
    this.#isKept = isKept;
    this.#save();
  }

  /** Send all that waits; resolves to whether everything was acknowledged. */
  send(): Promise<boolean> {
    if (!this.#queue.length) return Promise.resolve(true);
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
        const wait = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)];
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
    const { language, userAgent } = navigator;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return JSON.stringify({
      writeKey: this.#writeKey,
      sentAt: new Date().toISOString(),
      context: {
        userAgent,
        locale: language,
        timezone: timeZone,
        device: { type: this.#device },
      },
      batch,
    });
  }

  #save(): void {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    try {
      if (this.#isKept && this.#queue.length)
        localStorage.setItem(this.#store, JSON.stringify(this.#queue));
      else localStorage.removeItem(this.#store);
    } catch {
      // No room or no permission: the messages stay in memory.
    }
  }

  /** What earlier pages and tabs with this key could not send. */
  #adopt(): Message[] {
    const found: Message[] = [];
    try {
      const prefix = this.#store.slice(0, this.#store.lastIndexOf(":") + 1);
      for (const name of Object.keys(localStorage).filter((key) => key.startsWith(prefix))) {
        found.push(...(JSON.parse(localStorage.getItem(name) ?? "[]") as Message[]));
        localStorage.removeItem(name);
      }
      if (found.length) localStorage.setItem(this.#store, JSON.stringify(found));
    } catch {
      // Storage that cannot be read holds nothing for us.
    }
    return found.slice(-MOST);
  }
}

function cut(queue: Message[]): Message[] {
  let size = 0;
  const end = queue.findIndex((message) => (size += JSON.stringify(message).length) > BATCH_CHARS);
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
      keepalive: body.length < 60_000,
    });
    if (answer.ok) return "done";
    console.warn(url, await answer.text());
    return answer.status === 400 || answer.status === 413 ? "done" : "later";
  } catch {
    return "later";
  }
}
