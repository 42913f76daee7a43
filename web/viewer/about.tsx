import { Fragment, h } from "preact";
import { useState } from "preact/hooks";
import { act } from "../components";
import type { components } from "../api/schema";
import type { Shared } from "./app";
import { Again, useLoaded } from "./load";
import { Sheet } from "./sheet";

type Line = components["schemas"]["ProfileLine"];

const GROUPS: [string, string[]][] = [
  ["Kinds of titles", ["category", "tag", "era", "length"]],
  ["People", ["person"]],
  ["What you said", ["likes", "dislikes", "hidden", "ranked"]],
  [
    "What you do",
    ["watching", "saved", "cart", "bought", "search", "passed_by", "dwell", "scroll"],
  ],
  ["Pictures", ["picture"]],
  ["When and where", ["hour", "weekday", "device"]],
  ["You asked", ["asked_category", "asked_person", "asked_tag", "asked_era", "asked_length"]],
];
const CORRECTABLE = new Set(["category", "person", "tag", "era", "length"]);

/** The taste profile with its evidence, each leaning with a way to correct it. */
export function About({ session, name, page, back, change }: Shared & { name: string }) {
  const [said, setSaid] = useState("");
  const { value, trouble, again } = useLoaded(() => session.get("/v1/users/{user}/profile"));
  const adjust = async (facet: string, line: Line, direction: -1 | 0 | 1) => {
    await session.tracker?.act("Taste Adjusted", { facet, value: line.value, direction });
    again();
    const word = direction === 0 ? "Taken back" : direction < 0 ? "Less" : "More";
    setSaid(`${word}: ${line.value}. The page has been made anew.`);
    change(`${word}: ${line.value}`);
  };
  const show = async (item: string) => {
    await act(session, "unhide", { item_id: item, title: "", reason: "" });
    page.hide(item, false);
    setSaid("You may see it again.");
    again();
    change("");
  };
  const lines = value?.lines ?? [];
  const requests = lines.filter((line) => line.feature.startsWith("asked_"));
  const asked = new Map(requests.map((line) => [keyOf(line), line.strength ?? 0]));
  const believed = new Set(lines.filter((line) => !requests.includes(line)).map(keyOf));
  return (
    <Sheet label="About you" onClose={back}>
      <h1>What this page believes of you</h1>
      {trouble && <Again trouble={trouble} again={again} />}
      {value && (
        <p class="quiet">
          {name}: {counted(value.events, "event")} in {counted(value.visits, "visit")}
          {value.since ? ` since ${value.since.slice(0, 10)}` : ""}. Wrong somewhere? Say so, and
          the page obeys at once.
        </p>
      )}
      <p class="said" role="status">
        {said}
      </p>
      {value && !lines.length && (
        <p>Nothing yet. Watch, like or save something, and it is here the moment after.</p>
      )}
      {GROUPS.map(([heading, features]) => {
        const mine = lines
          .filter((line) => features.includes(line.feature))
          .filter((line) => !requests.includes(line) || !believed.has(keyOf(line)));
        if (!mine.length) return null;
        return (
          <section key={heading} class="beliefs">
            <h2>{heading}</h2>
            <ul>
              {mine.map((line) => (
                <Belief
                  key={`${line.feature} ${line.value}`}
                  line={line}
                  asked={asked.get(keyOf(line)) ?? 0}
                  adjust={(facet, direction) => void adjust(facet, line, direction)}
                  show={(item) => void show(item)}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </Sheet>
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function keyOf(line: Line): string {
  return `${line.feature.replace("asked_", "")} ${line.value}`;
}

interface BeliefProps {
  line: Line;
  /** -1: less of it was asked for, 1: more, 0: neither. */
  asked: number;
  adjust: (facet: string, direction: -1 | 0 | 1) => void;
  show: (item: string) => void;
}

function Belief({ line, asked, adjust, show }: BeliefProps) {
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
                  {line.feature === "hidden" && (
                    <>
                      {" "}
                      <button
                        aria-label={`Show again: ${one.title}`}
                        onClick={() => show(one.item_id)}
                      >
                        Show again
                      </button>
                    </>
                  )}
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
      {CORRECTABLE.has(line.feature) && (
        <p class="acts">
          <button
            aria-pressed={asked < 0}
            aria-label={`Less of this: ${line.value}`}
            onClick={() => adjust(line.feature, asked < 0 ? 0 : -1)}
          >
            Less of this
          </button>
          <button
            aria-pressed={asked > 0}
            aria-label={`More of this: ${line.value}`}
            onClick={() => adjust(line.feature, asked > 0 ? 0 : 1)}
          >
            More of this
          </button>
        </p>
      )}
    </li>
  );
}
