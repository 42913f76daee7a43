/**
 * The tracker for any page:
 *
 *   <script defer src="https://matinee.example/web/tracker.js" data-write-key="write_..."></script>
 *
 * It watches elements with `data-item-id` (and `data-recommendation-id`) or `data-row-id`, those
 * that come later too. `window.matinee` is the tracker, for `track` and `act`.
 * Further attributes: data-user (data-guest: it is a guest's id), data-consent="false", data-device.
 */
import { Tracker, type Subject } from "./tracker";

const { dataset, src } = document.currentScript as HTMLScriptElement;
const tracker = new Tracker({
  server: new URL("..", src).href,
  writeKey: "",
  ...(dataset as Record<string, string>),
  guest: "guest" in dataset,
  consent: dataset.consent !== "false",
});

const NAMES = ["data-item-id", "data-row-id", "data-recommendation-id"];

function subjectOf({ dataset }: HTMLElement): Subject {
  const { itemId, recommendationId, rowId } = dataset;
  return { item_id: itemId, recommendation_id: recommendationId, row_id: rowId };
}

function each(node: Node, found: (element: HTMLElement) => void): void {
  if (!(node instanceof HTMLElement)) return;
  for (const element of [node, ...node.querySelectorAll<HTMLElement>("*")])
    if (element.dataset.itemId ?? element.dataset.rowId) found(element);
}

const watch = (element: HTMLElement) => tracker.observe(element, subjectOf(element));

function start(): void {
  each(document.body, watch);
  new MutationObserver((changes) => {
    for (const { addedNodes, attributeName, target } of changes) {
      for (const node of addedNodes) each(node, watch);
      if (attributeName) watch(target as HTMLElement);
    }
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: NAMES });
  document.addEventListener("click", ({ target }) => {
    const chosen = (target as Element).closest<HTMLElement>("[data-item-id]");
    if (chosen) tracker.track("Item Clicked", { ...subjectOf(chosen) });
  });
}

Object.assign(window, { matinee: tracker });
if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
else start();
