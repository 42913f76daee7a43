/** The viewer app: the elements on a page that the server rendered, and the views over it. */
import { h, render } from "preact";
import { configure, Trouble, type MatineePage } from "../components";
import { App, type Demo } from "./app";
import { Hour } from "./hour";

const AWAY_MS = 30 * 60_000;

function start(demo: Demo): void {
  const page = document.querySelector<MatineePage>("matinee-page");
  const views = document.getElementById("views");
  const hour = document.getElementById("hour");
  if (!page || !views) return;
  const user = demo.user_id;
  const session = configure({
    server: "./",
    user,
    token: demo.token,
    writeKey: demo.write_key,
    guest: !demo.is_account,
    renew: () => renewed(user),
  });
  const isNew = demo.is_new && !wasHere(user);
  document.getElementById("plain-title")?.remove();
  if (hour) render(<Hour page={page} user={user} />, hour);
  render(<App session={session} page={page} demo={demo} isNew={isNew} />, views);
  refreshAfterAbsence(page);
  closeMenus();
}

async function renewed(user: string): Promise<string> {
  const answer = await fetch(`./session?user=${encodeURIComponent(user)}`);
  if (!answer.ok) throw new Trouble(answer.status, "Your visit has ended. Load the page again.");
  return ((await answer.json()) as Demo).token;
}

/** Whether this guest has met the first-visit screen in this window before. */
function wasHere(user: string): boolean {
  try {
    const before = sessionStorage.getItem("matinee:met") === user;
    sessionStorage.setItem("matinee:met", user);
    return before;
  } catch {
    return true;
  }
}

/** Someone who comes back to an old page gets a new one. */
function refreshAfterAbsence(page: MatineePage): void {
  let left = Date.now();
  addEventListener("pageshow", (event) => {
    if (event.persisted) void page.refresh();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") left = Date.now();
    else if (Date.now() - left > AWAY_MS) void page.refresh({ isCovered: true });
  });
}

/** The bar's menus close when something else is pressed, and by Escape. */
function closeMenus(): void {
  const close = (except?: Element | null) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>(".bar details[open]"))
      if (menu !== except) menu.open = false;
  };
  addEventListener("focusin", (event) => close((event.target as Element).closest("details")));
  addEventListener("pointerdown", (event) => close((event.target as Element).closest("details")));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
}

const written = document.getElementById("session")?.textContent;
if (written) start(JSON.parse(written) as Demo);
