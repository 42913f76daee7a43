import type { paths } from "../api/schema";
import { Tracker } from "../tracker/tracker";

/** Where the components read and whom for. */
export interface SessionOptions {
  /** Address of the server; relative ones are resolved against the page. */
  server: string;
  user: string;
  /** A token of this very user, from `POST /v1/tokens` on your own server. Never a server key. */
  token: string;
  /** A key of kind "write". Without it nothing is observed and nothing can be rated or saved. */
  writeKey?: string | undefined;
  /** Whether events name the person as a guest (`anonymousId`) instead of an account. */
  guest?: boolean | undefined;
  consent?: boolean | undefined;
  /** Gives a new token when the old one has expired. */
  renew?: (() => Promise<string>) | undefined;
}

interface Getter {
  responses: { 200: { content: { "application/json": unknown } } };
}
export type GetPath = {
  [P in keyof paths]: paths[P] extends { get: Getter } ? P : never;
}[keyof paths];
type Get<P extends GetPath> = Extract<paths[P], { get: Getter }>["get"];
export type Result<P extends GetPath> = Get<P>["responses"][200]["content"]["application/json"];
export type Query = Record<string, string | number | undefined>;

/** An answer that is not the one asked for. `status` is 0 where there was none at all. */
export class Trouble extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** One person's reading and telling, shared by all components of a page. */
export class Session {
  readonly tracker: Tracker | undefined;
  readonly base: string;
  #token: string;
  #renewing: Promise<string> | undefined;

  constructor(readonly options: SessionOptions) {
    this.base = new URL(options.server, document.baseURI).href;
    this.#token = options.token;
    const { writeKey } = options;
    if (writeKey) this.tracker = new Tracker({ ...options, writeKey });
  }

  /** The address of a picture; the server's own come in several shapes, and sharper by `?2x`. */
  picture(url: string, shape: "16x9" | "2x3" | "wide", end = ""): string {
    const isOurs = url.startsWith("v1/pictures/");
    return new URL(isOurs ? url.replace("/16x9/", `/${shape}/`) + end : url, this.base).href;
  }

  /** GET `path` with its `{user}` and other places filled in. Throws Trouble. */
  async get<P extends GetPath>(
    path: P,
    places: Record<string, string> = {},
    query: Query = {},
    signal?: AbortSignal,
  ): Promise<Result<P>> {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(name === "user" ? this.options.user : (places[name] ?? "")),
    );
    const url = new URL(filled.slice(1), this.base);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined && value !== "") url.searchParams.set(name, String(value));
    let answer = await this.#fetch(url, signal);
    if (answer.status === 401 && this.options.renew) {
      this.#renewing ??= this.options.renew().finally(() => (this.#renewing = undefined));
      this.#token = await this.#renewing;
      answer = await this.#fetch(url, signal);
    }
    if (!answer.ok) throw await trouble(answer);
    return (await answer.json()) as Result<P>;
  }

  async #fetch(url: URL, signal?: AbortSignal): Promise<Response> {
    const headers = { Authorization: `Bearer ${this.#token}` };
    try {
      return await fetch(url, { headers, signal: signal ?? null });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Trouble(0, "There is no connection just now.");
    }
  }
}

async function trouble(answer: Response): Promise<Trouble> {
  const body = (await answer.json().catch(() => ({}))) as { error?: { message: string } };
  return new Trouble(answer.status, body.error?.message ?? `The server answered ${answer.status}.`);
}

let current: Session | undefined;
const waiting = new Set<(session: Session) => void>();

/** Set who looks, for all components of the page; what an earlier call set is let go of. */
export function configure(options: SessionOptions): Session {
  current?.tracker?.stop();
  current = new Session(options);
  for (const tell of waiting) tell(current);
  return current;
}

/** Call `tell` with the session, now or as soon as there is one, and again when it changes. */
export function withSession(tell: (session: Session) => void): () => void {
  current ??= fromMeta();
  waiting.add(tell);
  if (current) tell(current);
  return () => waiting.delete(tell);
}

/** `<meta name="matinee" data-server=... data-user=... data-token=... data-write-key=...>` */
function fromMeta(): Session | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="matinee"]')?.dataset as
    Record<string, string | undefined> | undefined;
  const { server, user, token = "", consent } = meta ?? {};
  if (!server || !user) return undefined;
  const guest = "guest" in (meta ?? {});
  return new Session({ ...meta, server, user, token, guest, consent: consent !== "false" });
}
