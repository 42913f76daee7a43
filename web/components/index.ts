/**
 * Matinee's elements for any page, by one script tag:
 *
 *   <script type="module" src="https://matinee.example/web/components.js"></script>
 */
import { MatineePage } from "./page";
import { MatineePlayer } from "./player";
import { MatineeRow } from "./row-element";
import { MatineeSearch } from "./search";

const ELEMENTS = {
  "matinee-page": MatineePage,
  "matinee-row": MatineeRow,
  "matinee-search": MatineeSearch,
  "matinee-player": MatineePlayer,
};
for (const [name, element] of Object.entries(ELEMENTS))
  if (!customElements.get(name)) customElements.define(name, element);

export { configure, withSession, Session, Trouble, type SessionOptions } from "./session";
export { act, addressOf, subject, type Act, type Page, type Title } from "./titles";
export { clockOf } from "./player";
export { Picture } from "./tile";
export { MatineePage, MatineePlayer, MatineeRow, MatineeSearch };
