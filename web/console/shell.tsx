import { h, type ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask, SIGNED_OUT, wordsOf, type Me } from "./api";
import { Experiment, Experiments } from "./experiments";
import { People } from "./people";
import { Changes, Events, Models, Settings } from "./running";
import { Audiences, Rows, TitleMap, Titles } from "./success";
import { ArtworkTitle } from "./title";
import { ArtworkTitles } from "./titles";
import { Today } from "./today";
import { SignIn } from "./sign-in";

interface PlaceProps {
  item: string | undefined;
  me: Me;
}

/** The rooms, by the word of their address. */
const ROOMS: Record<string, { name: string; Show: ComponentType<PlaceProps> }> = {
  today: { name: "Today", Show: ({ item }) => <Today item={item} /> },
  titles: {
    name: "Titles",
    Show: ({ item }) => (item ? <TitleMap key={item} item={item} /> : <Titles />),
  },
  rows: { name: "Rows and places", Show: () => <Rows /> },
  audiences: { name: "Audiences", Show: () => <Audiences /> },
  artwork: {
    name: "Artwork",
    Show: ({ item, me }) =>
      item ? <ArtworkTitle key={item} item={item} me={me} /> : <ArtworkTitles />,
  },
  experiments: {
    name: "Experiments",
    Show: ({ item, me }) =>
      item ? <Experiment key={item} name={item} me={me} /> : <Experiments me={me} />,
  },
  models: { name: "Models", Show: ({ me }) => <Models me={me} /> },
  events: { name: "Events", Show: () => <Events /> },
  people: { name: "People", Show: ({ item, me }) => <People id={item} me={me} /> },
  settings: { name: "Settings", Show: () => <Settings /> },
  changes: { name: "Changes", Show: () => <Changes /> },
};

/** The place that the address names: a room, and what in it. */
function useRoute(): string[] {
  const read = () => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean);
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const moved = () => setRoute(read());
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return route;
}

/** Everything: who is signed in, the rail of rooms, and the room. */
export function Console() {
  const [me, setMe] = useState<Me | null>();
  useEffect(() => {
    ask<Me>("v1/console/session").then(
      (found) => setMe(found.role ? found : null),
      () => setMe(null),
    );
  }, []);
  useEffect(() => {
    const out = () => setMe(null);
    addEventListener(SIGNED_OUT, out);
    return () => removeEventListener(SIGNED_OUT, out);
  }, []);
  if (me === undefined) return <p class="wait">Loading…</p>;
  if (me === null) return <SignIn onDone={setMe} />;
  return <Rooms me={me} leave={() => setMe(null)} />;
}

function Rooms({ me, leave }: { me: Me; leave: () => void }) {
  const [room = "today", item] = useRoute();
  const [trouble, setTrouble] = useState("");
  const rail = useRef<HTMLElement>(null);
  useEffect(() => {
    const nav = rail.current; // on a phone it scrolls sideways
    const here = nav?.querySelector<HTMLElement>("[aria-current]");
    if (nav && here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - nav.clientWidth / 2;
  }, [room]);
  const signOut = () =>
    void ask("v1/console/session", "DELETE").then(leave, (error: unknown) =>
      setTrouble(`You are still signed in. ${wordsOf(error)}`),
    );
  return (
    <div class="frame">
      <a class="skip" href="#main" onClick={toMain}>
        Skip to the room
      </a>
      <header class="rail">
        <p class="brand">Matinee</p>
        <nav aria-label="Rooms" ref={rail}>
          {Object.entries(ROOMS).map(([word, { name }]) => (
            <a key={word} href={`#/${word}`} aria-current={word === room ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <p class="me">
          <span>
            {me.name} <small>{me.role}</small>
          </span>
          <button class="plain" onClick={signOut}>
            Sign out
          </button>
          {trouble && <span role="alert">{trouble}</span>}
        </p>
      </header>
      <main id="main" tabIndex={-1}>
        <Room room={room} item={item} me={me} />
      </main>
    </div>
  );
}

function Room({ room, item, me }: PlaceProps & { room: string }) {
  const found = Object.hasOwn(ROOMS, room) ? ROOMS[room] : undefined;
  if (!found) return <p class="wait">There is no room of this name.</p>;
  return <found.Show key={room} item={item && decodeURIComponent(item)} me={me} />;
}

/** The hash names the room: skipping must not change it. */
function toMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
