import { h } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { MatineePlayer } from "../components";
import type { Shared } from "./app";
import { Again, useLoaded } from "./load";
import { Sheet } from "./sheet";

interface TheatreProps extends Shared {
  item: string;
  from: string | undefined;
}

/** The player over everything; leaving it goes back to a page that knows what was watched. */
export function Theatre({ session, item, from, find, back, change }: TheatreProps) {
  const { value, trouble, again } = useLoaded(() =>
    session.get("/v1/users/{user}/items/{item}", { item }),
  );
  const player = useRef<MatineePlayer>(null);
  const known = value ?? find(item);
  const title = known?.title ?? "";
  useEffect(() => {
    if (!value) return undefined;
    const playing = player.current;
    playing?.play();
    // However the view is left, the page learns what was watched.
    return () => {
      playing?.stop();
      change(`Updated after ${value.title}`);
    };
  }, [value]);
  return (
    <Sheet label={`Playing ${title}`} kind="theatre" onClose={back}>
      <h1 dir="auto">{title}</h1>
      {trouble && <Again trouble={trouble} again={again} />}
      {value && (
        <matinee-player
          ref={player}
          item-id={item}
          name={title}
          recommendation-id={from}
          poster={value.artwork ? session.picture(value.artwork.url, "16x9") : undefined}
          position={value.state.position_s}
          duration={value.duration_s ?? undefined}
        />
      )}
      {value && (
        <p class="quiet">
          A clock stands in for the film. Move the slider to its end to finish it.
        </p>
      )}
    </Sheet>
  );
}
