import { h } from "preact";
import { useState } from "preact/hooks";
import type { MatineePage } from "../components";
import { addressOfPlace } from "./place";
import { DEVICES } from "./preview";

const SETTLE_MS = 250;
let settling: ReturnType<typeof setTimeout> | undefined;

/** The demo's clock and devices: what the page would be at another hour, or elsewhere. */
export function Hour({ page, user }: { page: MatineePage; user: string }) {
  const [hour, setHour] = useState<number>();
  const choose = (next: number | undefined) => {
    setHour(next);
    clearTimeout(settling);
    settling = setTimeout(() => {
      if (next === undefined) page.removeAttribute("time");
      else page.setAttribute("time", atHour(next));
    }, SETTLE_MS);
  };
  const shown = hour === undefined ? "Now" : `${String(hour).padStart(2, "0")}:00`;
  return (
    <details class="people hour">
      <summary>
        <span class="hidden">Time of day: </span>
        {shown}
      </summary>
      <div>
        <label>
          The page at another hour
          <input
            type="range"
            min={0}
            max={23}
            value={hour ?? new Date().getHours()}
            aria-valuetext={shown}
            onInput={(event) => choose(Number(event.currentTarget.value))}
          />
        </label>
        <button onClick={() => choose(undefined)}>Now</button>
        <p>The page on another device</p>
        <p class="devices">
          {Object.entries(DEVICES).map(([device, name]) => (
            <a
              key={device}
              href={addressOfPlace({ view: "preview", device }, user)}
              data-preview={device}
            >
              {name}
            </a>
          ))}
        </p>
      </div>
    </details>
  );
}

function atHour(hour: number): string {
  const time = new Date();
  time.setHours(hour, 0, 0, 0);
  return time.toISOString();
}
