import { Fragment, h } from "preact";
import { useState } from "preact/hooks";
import {
  ask,
  type ExperimentList,
  type ExperimentView,
  type Found,
  type Me,
  type Result,
  type SettingsView,
  wordsOf,
} from "./api";
import { counted, percent } from "./figures";
import { useLoaded } from "./load";
import { Table } from "./table";
import { Trouble } from "./trouble";

/** Experiments: what runs, what each found, and beginning one. */
export function Experiments({ me }: { me: Me }) {
  const { value, trouble, again } = useLoaded("experiments", () =>
    ask<ExperimentList>("v1/experiments"),
  );
  const running = value?.experiments.filter(({ state }) => state === "running") ?? [];
  return (
    <section aria-labelledby="room">
      <h1 id="room">Experiments</h1>
      {value && (
        <p class="answer">
          {running.length
            ? `${counted(running.length, "experiment runs", "experiments run")} now.`
            : "Nothing is being tried now."}
        </p>
      )}
      <Trouble trouble={trouble} again={again} wait={!value} />
      {value && value.experiments.length > 0 && <All views={value.experiments} />}
      {value?.experiments.length === 0 && <Nothing />}
      {me.role !== "viewer" && <Begin />}
    </section>
  );
}

function All({ views }: { views: ExperimentView[] }) {
  return (
    <Table
      caption="All experiments"
      file="experiments"
      rows={views}
      columns={[
        {
          name: "Name",
          of: ({ experiment }) => experiment.name,
          show: ({ experiment }) => (
            <a href={`#/experiments/${experiment.name}`}>{experiment.name}</a>
          ),
        },
        { name: "State", of: ({ state }) => state },
        { name: "Layer", of: ({ experiment }) => experiment.layer },
        { name: "People, %", of: ({ experiment }) => 100 * experiment.share },
        { name: "Goal", of: ({ experiment }) => experiment.goal },
        { name: "By", of: ({ by }) => by || "matinee.toml" },
        { name: "Since", of: ({ started_at }) => started_at?.slice(0, 10) ?? "" },
      ]}
    />
  );
}

/** One experiment: the sentence first, then the figures, then what they are made of. */
export function Experiment({ name, me }: { name: string; me: Me }) {
  const { value, trouble, again } = useLoaded(name, () =>
    ask<Found>(`v1/experiments/${encodeURIComponent(name)}`),
  );
  const [said, setSaid] = useState("");
  const stop = () => {
    if (!confirm(`Stop ${name}? Everybody gets the settings again; what it found stays.`)) return;
    ask(`v1/experiments/${encodeURIComponent(name)}/stop`, "POST").then(
      () => {
        setSaid("It is stopped.");
        again();
      },
      (error: unknown) => setSaid(wordsOf(error)),
    );
  };
  return (
    <section aria-labelledby="room">
      <p class="way">
        <a href="#/experiments">Experiments</a>
      </p>
      <h1 id="room">
        {name} {value && <small>{value.view.state}</small>}
      </h1>
      <p class="said" role="status">
        {said}
      </p>
      <Trouble trouble={trouble} again={again} wait={!value} />
      {value && <Told found={value} />}
      {value && me.role !== "viewer" && value.view.by && value.view.state !== "stopped" && (
        <p>
          <button onClick={stop}>Stop it</button>
        </p>
      )}
    </section>
  );
}

function Told({ found: { view, trial } }: { found: Found }) {
  const { experiment } = view;
  const [control] = experiment.variants;
  return (
    <>
      {trial.sentences.map((sentence) => (
        <p key={sentence} class={`answer state-${trial.state}`}>
          {sentence}
        </p>
      ))}
      <dl class="figures">
        {Object.entries(trial.people).map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <b>{count.toLocaleString("en")}</b>
              <span class="quiet">
                {counted(count, "person", "people").replace(/^\S+ /, "")} exposed
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <Forest results={trial.results} control={control?.name ?? ""} />
      <h2>What is otherwise</h2>
      <ul>
        {experiment.variants.map(({ name, changes }) => (
          <li key={name}>
            <b>{name}</b>:{" "}
            {Object.entries(changes).map(([key, value]) => (
              <code key={key}>
                {key} = {JSON.stringify(value)}
              </code>
            ))}
            {!Object.keys(changes).length && "the settings as they are"}
          </li>
        ))}
      </ul>
      <p class="quiet">
        Per person, from the first page that differed on. Intervals are confidence sequences: they
        hold however often one looks (95 %, shared among variants for the goal), from 100 people in
        each group on; CUPED takes away what the 28 days before explain. Chance of groups so uneven:{" "}
        {trial.mismatch >= 0.01 ? percent(trial.mismatch) : trial.mismatch.toPrecision(1)} at most.
        Rules {trial.rules}.
      </p>
    </>
  );
}

const WIDE = 100;

/** Each change with its interval, on one scale around none. */
function Forest({ results, control }: { results: Result[]; control: string }) {
  const told = results.filter(({ change_low }) => change_low !== null);
  const isShare = (one: Result) => one.metric === "preference";
  const centred = (one: Result, value: number | null) => (value ?? 0) - (isShare(one) ? 0.5 : 0);
  const most = Math.max(
    0.01,
    ...told.flatMap((one) => [
      Math.abs(centred(one, one.change_low)),
      Math.abs(centred(one, one.change_high)),
    ]),
  );
  const x = (value: number) => WIDE / 2 + (Math.max(-1, Math.min(1, value / most)) * WIDE) / 2;
  return (
    <>
      <ul class="forest" aria-label="Results">
        {results.map((one) => (
          <li key={`${one.variant} ${one.metric}`}>
            <span>
              {one.variant}, {one.words} {one.is_goal ? "" : <small>guardrail</small>}
            </span>
            {one.change_low === null ? (
              <span class="quiet">{one.why_not || `${control} has none.`}</span>
            ) : (
              <>
                <svg viewBox={`0 0 ${WIDE} 6`} preserveAspectRatio="none" aria-hidden="true">
                  <rect x={WIDE / 2} y="0" width="0.4" height="6" class="zero" />
                  <rect
                    x={x(centred(one, one.change_low))}
                    y="1.5"
                    width={Math.max(
                      x(centred(one, one.change_high)) - x(centred(one, one.change_low)),
                      0.5,
                    )}
                    height="3"
                    class="between"
                  />
                  <rect
                    x={x(centred(one, one.change))}
                    y="0"
                    width="0.8"
                    height="6"
                    class="point"
                  />
                </svg>
                <span>{ends(one)}</span>
              </>
            )}
          </li>
        ))}
      </ul>
      <details>
        <summary>The figures</summary>
        <Table
          caption="Results next to the control"
          file="results"
          rows={results}
          columns={[
            { name: "Metric", of: ({ words }) => words },
            { name: "Variant", of: ({ variant }) => variant },
            { name: "Control", of: ({ control }) => control ?? "" },
            { name: "Value", of: ({ value }) => value ?? "" },
            { name: "Difference", of: ({ difference }) => difference ?? "" },
            { name: "Low", of: ({ low }) => low ?? "" },
            { name: "High", of: ({ high }) => high ?? "" },
            { name: "Saved by CUPED, %", of: ({ saved }) => Math.round(100 * (saved ?? 0)) },
            { name: "Why not", of: ({ why_not }) => why_not },
          ]}
        />
      </details>
    </>
  );
}

const signed = (value: number) => `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)} %`;

function ends({ metric, change, change_low, change_high }: Result): string {
  if (metric === "preference")
    return `${percent(change ?? 0)} (${percent(change_low ?? 0)} to ${percent(change_high ?? 0)})`;
  return `${signed(change ?? 0)} (${signed(change_low ?? 0)} to ${signed(change_high ?? 0)})`;
}

function Begin() {
  const settings = useLoaded("settings", () => ask<SettingsView>("v1/settings"));
  const [said, setSaid] = useState("");
  const begin = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const changes = { [given.setting ?? ""]: valueOf(given.value ?? "") };
    const body = {
      name: given.name,
      share: Number(given.share) / 100,
      goal: given.goal,
      layer: given.layer,
      variants: [{ name: "as-it-is" }, { name: "changed", changes }],
    };
    ask<ExperimentView>("v1/experiments", "POST", body).then(
      ({ experiment }) => {
        location.hash = `#/experiments/${experiment.name}`;
      },
      (error: unknown) => setSaid(wordsOf(error)),
    );
  };
  const names = (settings.value?.stages ?? [])
    .filter(({ name }) => ["ranking", "page", "artwork"].includes(name))
    .flatMap((stage) => stage.settings.map(({ name }) => `${stage.name}.${name}`));
  return (
    <details>
      <summary>Begin an experiment</summary>
      <form class="form" onSubmit={begin}>
        <label>
          Name <input name="name" required maxLength={64} pattern="[A-Za-z0-9_\-]+" />
        </label>
        <label>
          Setting that is otherwise{" "}
          <input name="setting" required list="settings" placeholder="page.explore" />
        </label>
        <datalist id="settings">
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <label>
          Its value for half of them <input name="value" required placeholder="0.2" />
        </label>
        <label>
          Share of people, % <input name="share" type="number" min="1" max="100" value="20" />
        </label>
        <label>
          Goal{" "}
          <select name="goal">
            {["takes", "starts", "hours", "orders", "revenue", "share", "finished"].map((goal) => (
              <option key={goal}>{goal}</option>
            ))}
          </select>
        </label>
        <label>
          Layer <input name="layer" required value="page" />
        </label>
        <button class="main">Begin: the next pages follow it</button>
        <p role="alert">{said}</p>
      </form>
      <p class="quiet">
        More variants, ramps, other guardrails and two rankers in one row:{" "}
        <code>matinee experiments start FILE</code>.
      </p>
    </details>
  );
}

/** As JSON where it is some, else as text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function Nothing() {
  return (
    <div class="empty">
      <p>What is tried on some people, and whether it is better, will be told here.</p>
      <p>
        Begin one below, or with <code>matinee experiments start FILE</code>.
      </p>
    </div>
  );
}
