/**
 * The tracker for any page:
 *
 *   <script defer src="https://matinee.example/web/tracker.js" data-write-key="write_..."></script>
 *
 * It watches elements with `data-item-id` (and `data-recommendation-id`) or `data-row-id`, those
 * that come later too. `window.matinee` is the tracker, for `track` and `act`.
 * Further attributes: data-user (data-guest: it is a guest's id), data-consent="false", data-device.
 */
import { Tracker } from "./tracker";

const { dataset, src } = document.currentScript as HTMLScriptElement;
const tracker = new Tracker({
  server: new URL("..", src).href,
  writeKey: "",
  ...(dataset as Record<string, string>),
  guest: "guest" in dataset,
  consent: dataset.consent !== "false",
});

const known = new WeakSet<Element>();

function look(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-item-id],[data-row-id]")) {
    if (known.has(element)) continue;
    known.add(element);
    const { itemId, recommendationId, rowId } = element.dataset;
    const subject = { item_id: itemId, recommendation_id: recommendationId, row_id: rowId };
    tracker.observe(element, subject);
    if (itemId) element.addEventListener("click", () => tracker.track("Item Clicked", subject));
  }
}

function start(): void {
  look(document);
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes)
        if (node instanceof Element && node.parentElement) look(node.parentElement);
  }).observe(document.body, { childList: true, subtree: true });
}

Object.assign(window, { matinee: tracker });
if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
else start();
