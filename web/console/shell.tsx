import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, SIGNED_OUT, wordsOf, type Me } from "./api";
import { ArtworkTitle } from "./title";
import { ArtworkTitles } from "./titles";
import { Today } from "./today";
import { SignIn } from "./sign-in";

const ROOMS = [
  { name: "Today", at: "#/today" },
  { name: "Artwork", at: "#/artwork" },
];

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
        <nav aria-label="Rooms">
          {ROOMS.map((one) => (
            <a
              key={one.at}
              href={one.at}
              aria-current={one.at === `#/${room}` ? "page" : undefined}
            >
              {one.name}
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

function Room({ room, item, me }: { room: string; item: string | undefined; me: Me }) {
  if (room === "today") return <Today />;
  if (room !== "artwork") return <p class="wait">There is no room of this name.</p>;
  if (!item) return <ArtworkTitles />;
  return <ArtworkTitle key={item} item={decodeURIComponent(item)} me={me} />;
}

/** The hash names the room: skipping must not change it. */
function toMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
