import { Fragment, h } from "preact";
import { useEffect, useState } from "preact/hooks";
import {
  ask,
  type AlertList,
  type Arrivals,
  type ChangeList,
  type Latest,
  type Me,
  type ModelList,
  type SettingsView,
  wordsOf,
} from "./api";
import { counted } from "./figures";
import { useLoaded } from "./load";
import { Table } from "./table";
import { Trouble } from "./trouble";

const LIVE_MS = 3000;

/** Models: what was trained, how it did, and the way back. */
export function Models({ me }: { me: Me }) {
  const { value, trouble, again } = useLoaded("models", () => ask<ModelList>("v1/models"));
  const [said, setSaid] = useState("");
  const current = value?.models.find((one) => one.current);
  const back = (version: string) => {
    if (!confirm(`Serve model ${version} from now on? The present one is kept.`)) return;
    ask("v1/models/rollback", "POST", { version }).then(
      () => {
        setSaid(`Model ${version} serves now.`);
        again();
      },
      (error: unknown) => setSaid(wordsOf(error)),
    );
  };
  return (
    <section aria-labelledby="room">
      <h1 id="room">Models</h1>
      {value && (
        <p class="answer">
          {current
            ? `Model ${current.version} serves, made ${current.made_at.slice(0, 16).replace("T", " ")} from ${counted(current.takes, "take")} of ${counted(current.users, "person", "people")}. ${current.decision}`
            : "No model serves yet: pages are made of what is popular and of what each person does."}
        </p>
      )}
      <p class="said" role="status">
        {said}
      </p>
      <Trouble trouble={trouble} again={again} wait={!value} />
      {value && value.models.length > 0 && (
        <Table
          caption="Models that are kept. Metrics: NDCG@10 on the latest takes, which none had seen."
          file="models"
          rows={value.models}
          columns={[
            { name: "Version", of: ({ version }) => version },
            { name: "Made", of: ({ made_at }) => made_at.slice(0, 16).replace("T", " ") },
            { name: "Takes", of: ({ takes }) => takes },
            {
              name: "Metrics",
              of: ({ metrics }) =>
                Object.entries(metrics)
                  .map(([name, of]) => `${name} ${of.toFixed(3)}`)
                  .join(", "),
            },
            { name: "Decision", of: ({ decision }) => decision },
            {
              name: "Serves",
              of: (one) => (one.current ? "now" : ""),
              show: (one) =>
                one.current ? (
                  "now"
                ) : me.role === "admin" ? (
                  <button
                    aria-label={`Serve again: ${one.version}`}
                    onClick={() => back(one.version)}
                  >
                    Serve again
                  </button>
                ) : (
                  ""
                ),
            },
          ]}
        />
      )}
      {value?.models.length === 0 && (
        <div class="empty">
          <p>
            Train one: <code>matinee train</code>. The demo trains at its start.
          </p>
        </div>
      )}
    </section>
  );
}

/** Events: what arrives now, and what is refused. */
export function Events() {
  const { value, trouble, set, again } = useLoaded("latest", () => ask<Latest>("v1/events/latest"));
  const arrived = useLoaded("arrivals", () => ask<Arrivals>("v1/events/arrivals"));
  const [live, setLive] = useState(true);
  useEffect(() => {
    if (!live) return undefined;
    const timer = setInterval(
      () => void ask<Latest>("v1/events/latest").then(set, () => setLive(false)),
      LIVE_MS,
    );
    return () => clearInterval(timer);
  }, [live]);
  return (
    <section aria-labelledby="room">
      <h1 id="room">Events</h1>
      {value && <p class="answer">{arriving(value)}</p>}
      <p class="acts">
        <button aria-pressed={live} onClick={() => setLive(!live)}>
          Live
        </button>
      </p>
      <Trouble trouble={trouble} again={again} wait={!value} />
      {value && value.refused.length > 0 && (
        <Table
          caption="Refused since the server started"
          file="refused"
          rows={value.refused}
          columns={[
            { name: "When", of: ({ at }) => moment(at) },
            { name: "Reason", of: ({ reason }) => reason },
            { name: "Message", of: ({ message_id }) => message_id ?? "" },
          ]}
        />
      )}
      {value && Object.keys(value.unmapped).length > 0 && (
        <Table
          caption="Names that no kind is known for: kept as custom"
          file="unmapped"
          rows={Object.entries(value.unmapped)}
          columns={[
            { name: "Name", of: ([name]) => name },
            { name: "Of the latest events", of: ([, count]) => count },
          ]}
        />
      )}
      {arrived.value && Object.keys(arrived.value.counts).length > 0 && (
        <Table
          caption="What arrives, by kind"
          file="arrivals"
          rows={Object.entries(arrived.value.counts)}
          columns={[
            { name: "Kind", of: ([kind]) => kind },
            { name: "Last hour", of: ([, hours]) => sum(hours.slice(-1)) },
            { name: "Last day", of: ([, hours]) => sum(hours.slice(-24)) },
            { name: "A day before, on average", of: ([, hours]) => sum(hours.slice(0, -24)) / 7 },
            {
              name: "By hour",
              of: ([, hours]) => hours.join(" "),
              show: ([, hours]) => <Spark hours={hours} />,
            },
          ]}
        />
      )}
      {value && value.events.length > 0 && (
        <Table
          caption="The latest events; whose they are is not shown"
          file="events"
          rows={value.events}
          columns={[
            { name: "When", of: ({ at }) => moment(at) },
            { name: "Kind", of: ({ kind }) => kind },
            { name: "Item", of: ({ item }) => item ?? "" },
            { name: "Device", of: ({ device }) => device },
            { name: "From a page", of: ({ recommended }) => (recommended ? "yes" : "") },
          ]}
        />
      )}
      {value?.total === 0 && (
        <div class="empty">
          <p>
            Nothing came yet. Point any Segment SDK at this server with a write key:{" "}
            <code>matinee keys create write</code>.
          </p>
        </div>
      )}
    </section>
  );
}

const sum = (counts: number[]) => counts.reduce((one, other) => one + other, 0);
const moment = (at: string) => at.slice(0, 19).replace("T", " ");

function arriving({ total, lately, lately_refused }: Latest): string {
  const refused = lately_refused
    ? ` Of the last ${counted(lately, "message")} ${lately_refused.toLocaleString("en")} ${lately_refused === 1 ? "was" : "were"} refused.`
    : lately
      ? " None of the last messages was refused."
      : "";
  return `The log holds ${counted(total, "event")}.${refused}`;
}

/** The hours as bars; the counts are in what is exported. */
function Spark({ hours }: { hours: number[] }) {
  const most = Math.max(1, ...hours);
  return (
    <svg class="spark" viewBox={`0 0 ${hours.length} 20`} preserveAspectRatio="none" role="img">
      <title>{`${hours.length} hours, ${most.toLocaleString("en")} at most in one`}</title>
      {hours.map((count, hour) => {
        const high = (20 * count) / most;
        return count ? <rect key={hour} x={hour} y={20 - high} width="1" height={high} /> : null;
      })}
    </svg>
  );
}

/** Settings, with what each means. */
export function Settings() {
  const { value, trouble, again } = useLoaded("settings", () => ask<SettingsView>("v1/settings"));
  const all = (value?.stages ?? []).flatMap((stage) =>
    stage.settings.map((one) => ({ ...one, name: `${stage.name}.${one.name}` })),
  );
  const isSet = (one: { value?: unknown; default?: unknown }) =>
    JSON.stringify(one.value) !== JSON.stringify(one.default);
  const changed = all.filter(isSet);
  return (
    <section aria-labelledby="room">
      <h1 id="room">Settings</h1>
      {value && (
        <p class="answer">
          {changed.length
            ? `${counted(changed.length, "setting is", "settings are")} otherwise than they come: ${changed.map(({ name }) => name).join(", ")}.`
            : "All settings are as they come."}
        </p>
      )}
      <Trouble trouble={trouble} again={again} wait={!value} />
      {value && (
        <Table
          caption="All settings. Change them in matinee.toml, then start the server again."
          file="settings"
          rows={all}
          columns={[
            { name: "Setting", of: ({ name }) => name, show: ({ name }) => <code>{name}</code> },
            { name: "Value", of: (one) => short(JSON.stringify(one.value)) },
            { name: "Set", of: (one) => (isSet(one) ? "yes" : "") },
            { name: "Meaning", of: ({ text }) => text },
          ]}
        />
      )}
    </section>
  );
}

const LONGEST = 60;
const short = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** Who changed what. */
export function Changes() {
  const { value, trouble, again } = useLoaded("audit", () => ask<ChangeList>("v1/audit"));
  const last = value?.changes[0];
  return (
    <section aria-labelledby="room">
      <h1 id="room">Changes</h1>
      {value && (
        <p class="answer">
          {last
            ? `The last change: ${last.by}, ${moment(last.at)} (UTC): ${last.what}${last.named && ` (${last.named})`}.`
            : "Nobody has changed anything here yet."}
        </p>
      )}
      <Trouble trouble={trouble} again={again} wait={!value} />
      {value && value.changes.length > 0 && (
        <Table
          caption="What people changed, here and with keys for editors and admins"
          file="changes"
          rows={value.changes}
          columns={[
            { name: "When", of: ({ at }) => moment(at) },
            { name: "Who", of: ({ by }) => by },
            { name: "What", of: ({ what }) => what },
            { name: "Which", of: ({ named }) => named },
          ]}
        />
      )}
    </section>
  );
}

/** What somebody should know of, where there is anything. */
export function Alerts() {
  const { value } = useLoaded("alerts", () => ask<AlertList>("v1/alerts"));
  if (!value?.alerts.length) return null;
  return (
    <>
      <h2 id="alerts">Alerts</h2>
      <ul class="findings" aria-labelledby="alerts">
        {value.alerts.slice(0, 5).map(({ alert, at }) => (
          <li key={alert.cause}>
            <span class="quiet">{moment(at)}</span> {alert.sentence}{" "}
            <a href={`#/${alert.room}`} aria-label={`Evidence: ${alert.sentence}`}>
              Evidence
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
