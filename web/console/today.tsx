import { Fragment, h } from "preact";
import { ask, type Outcomes, type Proportion, type Share, type Sums } from "./api";
import { Days } from "./days";
import { between, counted, interval, percent } from "./figures";
import { useLoaded } from "./load";
import { Alerts } from "./running";
import { Table } from "./table";
import { Trouble } from "./trouble";

const PERIODS = [7, 28, 90];
const USUAL = 28;
const DAY_MS = 86_400_000;

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The number on the wall: the share of viewing that came from recommendations. */
export function Today({ item }: { item: string | undefined }) {
  const days = PERIODS.find((period) => String(period) === item) ?? USUAL;
  const since = dayOf(Date.now() - (days - 1) * DAY_MS);
  const { value, trouble, again } = useLoaded(since, () =>
    ask<Share>(`v1/outcomes/share?since=${since}`),
  );
  const [from, to] = [2 * days - 1, days].map((ago) => dayOf(Date.now() - ago * DAY_MS));
  const earlier = useLoaded(`before ${since}`, () =>
    ask<Share>(`v1/outcomes/share?since=${from}&until=${to}`),
  ).value;
  return (
    <section aria-labelledby="room">
      <h1 id="room">Today</h1>
      {value && (
        <p class="answer">
          {summary(value, days)} {earlier && before(earlier, days)}
        </p>
      )}
      <p class="acts" role="group" aria-label="Period">
        {PERIODS.map((period) => (
          <a
            key={period}
            class="button"
            href={`#/today/${period}`}
            aria-current={period === days ? "true" : undefined}
          >
            {period} days
          </a>
        ))}
      </p>
      <Trouble trouble={trouble} again={again} wait={!value} />
      <Alerts />
      {value && (value.since ? <Figures share={value} /> : <Nothing />)}
    </section>
  );
}

function summary({ total, starts, orders, beside }: Share, days: number): string {
  const period = `the last ${days} days`;
  const [of, what] = total.starts || !total.orders ? [starts, "start"] : [orders, "order"];
  const amount = counted(what === "start" ? total.starts : total.orders, what);
  if (of.share === null) return `Nothing was started or ordered in ${period}.`;
  return `Recommendations had ${percent(of.share)} of ${amount} in ${period}${between(of)}. Netflix says that its own have ${percent(beside)} of what is watched.`;
}

/** The same of as many days before. */
function before({ starts, orders, total }: Share, days: number): string {
  const of = total.starts || !total.orders ? starts : orders;
  return of.share === null ? "" : `In the ${days} days before it was ${interval(of)}.`;
}

function Figures({ share }: { share: Share }) {
  const { total } = share;
  const figures: [string, string, Proportion][] = [
    ["Starts", total.starts.toLocaleString("en"), share.starts],
    ["Hours", total.hours.toLocaleString("en", { maximumFractionDigits: 1 }), share.hours],
    ["Orders", total.orders.toLocaleString("en"), share.orders],
    ["Revenue", total.revenue.toLocaleString("en", { maximumFractionDigits: 0 }), share.revenue],
  ];
  return (
    <>
      <dl class="figures">
        {figures
          .filter(([, , of]) => of.share !== null)
          .map(([name, amount, of]) => (
            <div key={name}>
              <dt>{name} from recommendations</dt>
              <dd>
                <b>{percent(of.share ?? 0)}</b>
                <span class="quiet">
                  {between(of) || of.why_not} of {amount}
                </span>
              </dd>
            </div>
          ))}
      </dl>
      <p>{added(share)}</p>
      <Days days={share.days} />
      <Became since={share.since ?? ""} />
      <Causes name="What caused them" rows={share.causes} />
      <Causes name="On which devices" rows={share.devices} />
      <p class="quiet">
        {share.since} to {share.until}, local days of {counted(share.people, "person", "people")};
        rules {share.rules}. A start is a play some hours after the last of the same title. It is
        put down to the recommendation that it carries, else to the latest sight in a row of ours,
        search or message within stated times (docs/settings.md, outcomes). Recommended: rows,
        messages and other systems. Intervals are 95 %, over people.
      </p>
    </>
  );
}

/** What would not have been without rows, and who was kept out. */
function added({ incremental, kept_out }: Share): string {
  const { share, low, high, why_not } = incremental;
  const words =
    share === null
      ? `What would not have been without rows cannot be told yet. ${why_not}`
      : `By what is held out by chance, ${percent(share)} (${percent(low ?? 0)} to ${percent(high ?? 0)}) of starts and orders would not have been without rows.`;
  if (!kept_out.people) return words;
  return `${words} Kept out as ${counted(kept_out.people, "bot")}: ${counted(kept_out.events, "event")}.`;
}

/** What became of what was shown, and who came back. */
function Became({ since }: { since: string }) {
  const { value } = useLoaded(since, () => ask<Outcomes>(`v1/outcomes/days?since=${since}`));
  if (!value) return null;
  const { total, returns } = value;
  return (
    <>
      <h2>What became of it</h2>
      <p>
        {counted(total.sight, "sight")} of titles in rows led to {counted(total.started, "start")},{" "}
        {counted(total.take, "take")}; {total.regret.toLocaleString("en")} were regretted,{" "}
        {total.missed.toLocaleString("en")} missed: shown, passed by, and found by a search later.
        {returns.week.share !== null &&
          ` After ${interval(returns.week)} of days people came back within 7.`}
      </p>
      <Table
        caption="Outcomes by day"
        file="outcomes"
        parquet={`v1/outcomes/days?since=${since}&format=parquet`}
        rows={value.days}
        columns={[
          { name: "Day", of: ({ name }) => name },
          { name: "Sights", of: ({ sight }) => sight },
          { name: "Starts", of: ({ started }) => started },
          { name: "Takes", of: ({ take }) => take },
          { name: "Finished", of: ({ finished }) => finished },
          { name: "Abandoned", of: ({ abandoned }) => abandoned },
          { name: "Not known yet", of: ({ open }) => open },
          { name: "Liked", of: ({ liked }) => liked },
          { name: "Disliked", of: ({ disliked }) => disliked },
          { name: "Missed", of: ({ missed }) => missed },
        ]}
      />
      {returns.signs.length > 0 && (
        <Table
          caption="What foretells that people come back within 7 days (odds, 95 %, others being equal)"
          file="returns"
          rows={returns.signs}
          columns={[
            { name: "On a day with", of: ({ name }) => name.replaceAll("_", " ") },
            { name: "Days", of: ({ days }) => days },
            { name: "Came back, %", of: ({ returned }) => Math.round(1000 * returned) / 10 },
            { name: "Without, %", of: ({ without }) => Math.round(1000 * without) / 10 },
            {
              name: "Odds",
              of: ({ odds }) => odds,
              show: ({ odds, low, high }) =>
                `${odds.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`,
            },
          ]}
        />
      )}
    </>
  );
}

const WORDS: Record<string, string> = {
  alone: "the person alone",
  search: "a search",
  message: "a message",
  foreign: "another system",
};

const called = (name: string) => WORDS[name] ?? name.replaceAll("_", " ");

function Causes({ name, rows }: { name: string; rows: Sums[] }) {
  const all = rows.reduce((sum, row) => sum + row.starts + row.orders, 0);
  return (
    <div class="scroll" role="region" aria-label={name} tabIndex={0}>
      <table>
        <caption>{name}</caption>
        <thead>
          <tr>
            <th scope="col">Of</th>
            <th scope="col" class="number">
              Starts and orders
            </th>
            <th scope="col" class="number">
              Share of all
            </th>
            <th scope="col" class="number">
              Hours
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{called(row.name)}</th>
              <td class="number">{(row.starts + row.orders).toLocaleString("en")}</td>
              <td class="number">{percent((row.starts + row.orders) / Math.max(all, 1))}</td>
              <td class="number">{row.hours.toFixed(1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Nothing() {
  return (
    <div class="empty">
      <p>The share of viewing that came from recommendations will be here, day by day.</p>
      <p>
        Send <code>Video Content Started</code> and its heartbeats, or <code>Order Completed</code>,
        with <code>context.recommendation</code> of the tile that was pressed; the tracker and the
        elements do. <code>matinee simulate</code> lets simulated people do it.
      </p>
    </div>
  );
}
