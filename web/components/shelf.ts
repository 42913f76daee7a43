import { MatineeElement } from "./element";
import type { Session } from "./session";
import type { Doings } from "./tile";
import { act, addressOf, subject, type Act, type Title } from "./titles";

/** An element that holds titles: what was dismissed or saved on it, and what their tiles do. */
export abstract class Shelf extends MatineeElement {
  protected readonly dismissed = new Set<string>();
  protected readonly saved = new Map<string, boolean>();

  /** Leave a title out at once, with the way back in its place. */
  hide(itemId: string, isHidden: boolean): void {
    if (isHidden) this.dismissed.add(itemId);
    else this.dismissed.delete(itemId);
    this.paint();
  }

  /** Mark a title as on My List or not. */
  mark(itemId: string, isSaved: boolean): void {
    this.saved.set(itemId, isSaved);
    this.paint();
  }

  protected doings(session: Session): Doings {
    const address = (title: Title) => addressOf(this.getAttribute("item-url"), title);
    return {
      session,
      address,
      open: (title, event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        session.tracker?.track("Item Clicked", subject(title));
        if (!this.tell("matinee-open", title)) event.preventDefault();
      },
      play: (title) => {
        if (this.tell("matinee-play", title)) location.href = address(title);
      },
      act: (what, title) => void this.#act(session, what, title),
      isHidden: (title) => this.dismissed.has(title.item_id),
      isSaved: (title) => this.saved.get(title.item_id) ?? false,
    };
  }

  async #act(session: Session, what: Act, title: Title): Promise<void> {
    if (what === "hide" || what === "unhide") this.hide(title.item_id, what === "hide");
    if (what === "save" || what === "unsave") this.mark(title.item_id, what === "save");
    await act(session, what, title);
    this.tell("matinee-act", { what, title });
  }
}
