import { h } from "preact";
import { useEffect } from "preact/hooks";
import { Picture, type Title } from "../components";
import type { Shared } from "./app";
import { Again, useLoaded } from "./load";
import { addressOfPlace } from "./place";
import { Sheet } from "./sheet";

/** My List, as a grid. */
export function MyList({ session, user, go, back }: Shared) {
  const { value, trouble, again } = useLoaded(() => session.get("/v1/users/{user}/list"));
  useEffect(() => {
    document.addEventListener("matinee-act", again);
    return () => document.removeEventListener("matinee-act", again);
  }, []);
  return (
    <Sheet label="My List" onClose={back}>
      <h1>My List</h1>
      {trouble && <Again trouble={trouble} again={again} />}
      {value?.items.length === 0 && (
        <p class="quiet">Nothing yet. “My List” on any title puts it here, for a better evening.</p>
      )}
      <ul class="grid">
        {value?.items.map((title: Title) => (
          <li key={title.item_id}>
            <a
              href={addressOfPlace({ view: "title", item: title.item_id }, user)}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                go({ view: "title", item: title.item_id });
              }}
            >
              <Picture title={title} session={session} isEager />
              <span dir="auto">{title.title}</span>
            </a>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
