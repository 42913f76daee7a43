import { h } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { MatineePage, Session, Title } from "../components";
import { About } from "./about";
import { Detail } from "./detail";
import { MyList } from "./list";
import { addressOfPlace, placeOf, type Place } from "./place";
import { Preview } from "./preview";
import { Theatre } from "./theatre";
import { Welcome } from "./welcome";

export interface Demo {
  user_id: string;
  is_account: boolean;
  is_new: boolean;
  /** Whether the catalogue is of products: to be bought, not played. */
  is_shop: boolean;
  name: string;
  token: string;
  write_key: string;
  people: { user_id: string; name: string; about: string }[];
}

export interface Shared {
  session: Session;
  page: MatineePage;
  user: string;
  go: (place: Place) => void;
  /** Leave the present view for the one before it. */
  back: () => void;
  /** Something was done that changes the page: make it anew, and say why when it is next seen. */
  change: (note: string) => void;
  find: (item: string) => Title | undefined;
}

interface AppProps {
  session: Session;
  page: MatineePage;
  demo: Demo;
  isNew: boolean;
}

/** What lies over the home page: one view at a time, each with an address of its own. */
export function App({ session, page, demo, isNew }: AppProps) {
  const [place, setPlace] = useState<Place>(() => {
    const asked = placeOf(location.search);
    return isNew && asked.view === "home" ? { view: "welcome" } : asked;
  });
  const note = useRef("");
  const made = useRef(Promise.resolve());
  const isHome = useRef(true);
  /** Say what changed the page, once it has and is seen. */
  const sayIt = () => {
    if (!isHome.current || !note.current) return;
    page.say(note.current);
    note.current = "";
  };
  const go = useCallback((next: Place) => {
    history.scrollRestoration = "manual"; // views lie over the page: it never moves
    history.pushState({ depth: depth() + 1 }, "", addressOfPlace(next, demo.user_id));
    setPlace(next);
  }, []);
  const back = useCallback(() => {
    if (depth() > 0) return history.back();
    history.replaceState(null, "", addressOfPlace({ view: "home" }, demo.user_id));
    setPlace({ view: "home" });
  }, []);
  const shared: Shared = {
    session,
    page,
    go,
    back,
    user: demo.user_id,
    change: (why) => {
      note.current = why;
      const told = session.tracker?.flush() ?? Promise.resolve(true);
      made.current = told.then(() => page.refresh({ isCovered: true })).then(sayIt);
    },
    find: (item) => opened.get(item) ?? titleOn(page, item),
  };
  useEffect(() => followAddress(setPlace), []);
  useEffect(() => listen(page, go, demo.is_shop), [go]);
  useEffect(() => {
    if (demo.is_shop) withoutPlay(page);
  }, []);
  useEffect(() => {
    document.body.classList.toggle("covered", place.view !== "home");
    document.title = `${TITLES[place.view] ?? demo.name} · Matinee`;
    isHome.current = place.view === "home";
    void made.current.then(sayIt);
    for (const link of document.querySelectorAll<HTMLElement>("[data-view]"))
      if (link.dataset.view === place.view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
  }, [place.view]);
  const key = `${place.view} ${place.item ?? ""}`;
  switch (place.view) {
    case "title":
      return <Detail key={key} {...shared} item={place.item ?? ""} from={place.from} />;
    case "play":
      return <Theatre key={key} {...shared} item={place.item ?? ""} from={place.from} />;
    case "list":
      return <MyList {...shared} />;
    case "about":
      return <About {...shared} name={demo.name} />;
    case "welcome":
      return <Welcome {...shared} />;
    case "preview":
      return <Preview device={place.device ?? "tv"} user={demo.user_id} onClose={back} />;
    case "home":
      return null;
  }
}

const TITLES: Partial<Record<Place["view"], string>> = {
  list: "My List",
  about: "About you",
  play: "Playing",
  welcome: "Welcome",
  preview: "On another device",
};

function depth(): number {
  return (history.state as { depth?: number } | null)?.depth ?? 0;
}

function followAddress(setPlace: (place: Place) => void): () => void {
  const follow = () => setPlace(placeOf(location.search));
  addEventListener("popstate", follow);
  return () => removeEventListener("popstate", follow);
}

/** Titles as they were when they were opened, with the reason that was given then. */
const opened = new Map<string, Title>();

/** Openings and plays anywhere in the document, and the links of the bar. */
function listen(page: MatineePage, go: (place: Place) => void, isShop: boolean): () => void {
  const stop = new AbortController();
  const on = (name: string, use: (title: Title) => void) =>
    document.addEventListener(
      name,
      (event) => {
        event.preventDefault();
        const title = (event as CustomEvent<Title>).detail;
        opened.set(title.item_id, title);
        use(title);
      },
      { signal: stop.signal },
    );
  on("matinee-open", (title) =>
    go({ view: "title", item: title.item_id, from: title.recommendation_id }),
  );
  on("matinee-play", (title) =>
    go({
      view: isShop ? "title" : "play",
      item: title.item_id,
      from: title.recommendation_id,
    }),
  );
  page.addEventListener("matinee-act", () => void page.refresh(), { signal: stop.signal });
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-view]"))
    link.addEventListener(
      "click",
      (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go({ view: link.dataset.view as Place["view"] });
      },
      { signal: stop.signal },
    );
  return () => stop.abort();
}

/** Take the play buttons off an element: products are bought on their own page. */
export function withoutPlay(element: Element): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".go { display: none !important }");
  element.shadowRoot?.adoptedStyleSheets.push(sheet);
}

function titleOn(page: MatineePage, item: string): Title | undefined {
  return page.current?.rows.flatMap((row) => row.items).find((title) => title.item_id === item);
}
