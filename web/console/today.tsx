import { Fragment, h } from "preact";
import { useState } from "preact/hooks";
import { ask, type Proportion, type Share, type Sums } from "./api";
import { Days } from "./days";
import { between, counted, percent } from "./figures";
import { useLoaded } from "./load";
import { Trouble } from "./trouble";

const PERIODS = [7, 28, 90];
const DAY_MS = 86_400_000;

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The number on the wall: the share of viewing that came from recommendations. */
export function Today() {
  const [days, setDays] = useState(28);
  const since = dayOf(Date.now() - (days - 1) * DAY_MS);
  const { value, trouble, again } = useLoaded(since, () =>
    ask<Share>(`v1/outcomes/share?since=${since}`),
  );
  return (
    <section aria-labelledby="room">
      <h1 id="room">Today</h1>
      {value && <p class="answer">{summary(value, days)}</p>}
      <p class="acts" role="group" aria-label="Period">
        {PERIODS.map((period) => (
          <button key={period} aria-pressed={period === days} onClick={() => setDays(period)}>
            {period} days
          </button>
        ))}
      </p>
      <Trouble trouble={trouble} again={again} />
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
      <Days days={share.days} />
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
