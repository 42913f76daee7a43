import { h } from "preact";
import type { components } from "../api/schema";
import type { Shared } from "./app";
import { Again, useLoaded } from "./load";
import { Sheet } from "./sheet";

type Line = components["schemas"]["ProfileLine"];

const GROUPS: [string, string[]][] = [
  ["You asked", ["asked_category", "asked_person", "asked_tag", "asked_era", "asked_length"]],
  ["Kinds of titles", ["category", "tag", "era", "length"]],
  ["People", ["person"]],
  ["What you said", ["likes", "dislikes", "hidden", "ranked"]],
  [
    "What you do",
    ["watching", "saved", "cart", "bought", "search", "passed_by", "dwell", "scroll"],
  ],
  ["When and where", ["hour", "weekday", "device"]],
];
const CORRECTABLE = new Set(["category", "person", "tag", "era", "length"]);

/** The taste profile with its evidence, each leaning with a way to correct it. */
export function About({ session, name, back, change }: Shared & { name: string }) {
  const { value, trouble, again } = useLoaded(() => session.get("/v1/users/{user}/profile"));
  const adjust = async (facet: string, line: Line, direction: -1 | 0 | 1) => {
    await session.tracker?.act("Taste Adjusted", { facet, value: line.value, direction });
    again();
    const word = direction === 0 ? "Taken back" : direction < 0 ? "Less" : "More";
    change(`${word}: ${line.value}`);
  };
  const lines = value?.lines ?? [];
  const asked = new Set(lines.filter((line) => line.feature.startsWith("asked_")).map(keyOf));
  return (
    <Sheet label="About you" onClose={back}>
      <h1>What this page believes of you</h1>
      {trouble && <Again trouble={trouble} again={again} />}
      {value && (
        <p class="quiet">
          {name}: {value.events} events in {value.visits} visits
          {value.since ? ` since ${value.since.slice(0, 10)}` : ""}. Wrong somewhere? Say so, and
          the page obeys at once.
        </p>
      )}
      {value && !lines.length && (
        <p>Nothing yet. Watch, like or save something, and it is here the moment after.</p>
      )}
      {GROUPS.map(([heading, features]) => {
        const mine = lines.filter((line) => features.includes(line.feature));
        if (!mine.length) return null;
        return (
          <section key={heading} class="beliefs">
            <h2>{heading}</h2>
            <ul>
              {mine.map((line) => (
                <Belief
                  key={`${line.feature} ${line.value}`}
                  line={line}
                  isAsked={asked.has(keyOf(line))}
                  adjust={(facet, direction) => void adjust(facet, line, direction)}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </Sheet>
  );
}

function keyOf(line: Line): string {
  return `${line.feature.replace("asked_", "")} ${line.value}`;
}

interface BeliefProps {
  line: Line;
  isAsked: boolean;
  adjust: (facet: string, direction: -1 | 0 | 1) => void;
}

function Belief({ line, isAsked, adjust }: BeliefProps) {
  const isRequest = line.feature.startsWith("asked_");
  const facet = line.feature.replace("asked_", "");
  return (
    <li>
      <div>
        <p dir="auto">{line.text}</p>
        {line.evidence.length > 0 && (
          <details>
            <summary>Why</summary>
            <ul>
              {line.evidence.map((one) => (
                <li key={one.item_id} dir="auto">
                  {one.title}: {one.text}
                  {one.at ? `, ${one.at.slice(0, 10)}` : ""}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      {isRequest && (
        <button aria-label={`Take back: ${line.text}`} onClick={() => adjust(facet, 0)}>
          Take back
        </button>
      )}
      {CORRECTABLE.has(line.feature) && !isAsked && (
        <p class="acts">
          <button aria-label={`Less of this: ${line.value}`} onClick={() => adjust(facet, -1)}>
            Less of this
          </button>
          <button aria-label={`More: ${line.value}`} onClick={() => adjust(facet, 1)}>
            More
          </button>
        </p>
      )}
    </li>
  );
}
