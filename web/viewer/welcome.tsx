import { h } from "preact";
import { useState } from "preact/hooks";
import { act, Picture, type Page, type Title } from "../components";
import type { Shared } from "./app";
import { useLoaded } from "./load";
import { Sheet } from "./sheet";

const OFFERED = 24;
const ENOUGH = 3;

/** The first visit: a few well-known titles of every kind to choose from; can be skipped. */
export function Welcome({ session, page, back, change }: Shared) {
  const { value } = useLoaded(() =>
    session.get("/v1/users/{user}/home", {}, { rows: 12, columns: 8 }),
  );
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const offered = mixed(value ?? page.current);
  const toggle = (title: Title) =>
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(title.item_id)) next.add(title.item_id);
      return next;
    });
  const done = async () => {
    const liked = offered.filter((title) => chosen.has(title.item_id));
    await Promise.all(liked.map((title) => act(session, "like", title)));
    change(`Made for you, from ${liked.length} titles you chose`);
    back();
  };
  const missing = ENOUGH - chosen.size;
  return (
    <Sheet label="What do you like?" kind="welcome" onClose={back}>
      <h1>What do you like?</h1>
      <p class="quiet">
        Choose three or more that you enjoyed. The page is made from them at once.
      </p>
      <ul class="grid">
        {offered.map((title) => (
          <li key={title.item_id}>
            <button
              class="choice"
              aria-pressed={chosen.has(title.item_id)}
              aria-label={title.title}
              onClick={() => toggle(title)}
            >
              <Picture title={title} session={session} isEager />
            </button>
          </li>
        ))}
      </ul>
      <p class="acts foot">
        <button class="go" disabled={missing > 0} onClick={() => void done()}>
          {missing > 0 ? `Choose ${missing} more` : "Make my page"}
        </button>
        <button onClick={back}>Skip</button>
      </p>
    </Sheet>
  );
}

/** The first titles of all rows in turn: every kind is there, the best known first. */
export function mixed(page: Page | undefined): Title[] {
  const rows = page?.rows ?? [];
  const longest = Math.max(0, ...rows.map((row) => row.items.length));
  const mixed: Title[] = [];
  for (let place = 0; place < longest; place++)
    for (const row of rows) {
      const title = row.items[place];
      if (title) mixed.push(title);
    }
  return mixed.slice(0, OFFERED);
}
