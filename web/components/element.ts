import { render, type ComponentChild } from "preact";
import sheetText from "./components.css?inline";
import { withSession, type Session } from "./session";

const sheet = new CSSStyleSheet();
sheet.replaceSync(sheetText);

/** What our elements have in common: a shadow root, the session, and painting. */
export abstract class MatineeElement extends HTMLElement {
  protected session: Session | undefined;
  #container!: HTMLElement;
  #letGo: (() => void) | undefined;

  connectedCallback(): void {
    // A server may have written the shadow root into the page already: paint over it.
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const written = root.querySelector<HTMLElement>(".m");
    this.#container = written ?? root.appendChild(document.createElement("div"));
    this.#container.className = "m";
    this.#letGo = withSession((session) => {
      this.session = session;
      this.ready(session);
      this.paint();
    });
  }

  disconnectedCallback(): void {
    this.#letGo?.();
    render(null, this.#container);
  }

  /** The session is there, or another person took over. */
  protected abstract ready(session: Session): void;
  protected abstract view(session: Session): ComponentChild;

  protected paint(): void {
    if (this.session && this.isConnected) render(this.view(this.session), this.#container);
  }

  protected find<E extends Element>(selector: string): E[] {
    return [...(this.shadowRoot?.querySelectorAll<E>(selector) ?? [])];
  }

  /** JSON written into the element, undefined if there is none. Broken JSON is said and passed by. */
  protected written(): unknown {
    const text = this.querySelector('script[type="application/json"]')?.textContent;
    if (!text) return undefined;
    try {
      return JSON.parse(text);
    } catch (error) {
      console.warn(this, error);
      return undefined;
    }
  }

  /** Dispatch an event that pages may handle instead of us; true if nobody did. */
  protected tell(name: string, detail: unknown): boolean {
    const options = { detail, bubbles: true, composed: true, cancelable: true };
    return this.dispatchEvent(new CustomEvent(name, options));
  }
}
