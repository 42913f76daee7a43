import { Fragment, h } from "preact";
import { ask, type Cell, type Finding, type Places, type SuccessMap } from "./api";
import { counted } from "./figures";
import { useLoaded } from "./load";
import { Table, type Column } from "./table";
import { Trouble } from "./trouble";

const DEFINITION =
  "Rate: takes next to what is usual at the same places, on the same device, with people as new; " +
  "95 % intervals, drawn towards the title's own rate where little was seen. A title stands out " +
  "only if it does at a false discovery rate of 10 %. All days, bots kept out.";

/** Cells that are of a picture, not of an audience. */
const PICTURES = "title with picture";

const useMap = (item = "") =>
  useLoaded(`map ${item}`, () =>
    ask<SuccessMap>(`v1/outcomes/map${item && `?item=${encodeURIComponent(item)}`}`),
  );

/** Titles: which succeed, which fail, what is hidden. */
export function Titles() {
  const { value, trouble, again } = useMap();
  return (
    <section aria-labelledby="room">
      <h1 id="room">Titles</h1>
      {value && <p class="answer">{summary(value)}</p>}
      <Trouble trouble={trouble} again={again} wait={!value} />
      {value && !value.sights && <Nothing />}
      {value && (
        <>
          <Findings found={value.findings.filter(({ item }) => item)} />
          <Cells
            caption="Titles that stand out"
            cells={value.cells.filter(({ kind }) => kind === "title")}
            file="titles"
          />
          <Cells
            caption="Pictures that stand out"
            cells={value.cells.filter(({ kind }) => kind === PICTURES)}
            file="pictures"
          />
          <p class="quiet">{DEFINITION}</p>
        </>
      )}
    </section>
  );
}

/** One title, with each of its rows, audiences, times and pictures. */
export function TitleMap({ item }: { item: string }) {
  const { value, trouble, again } = useMap(item);
  const whole = value?.cells.find(({ kind }) => kind === "title");
  return (
    <section aria-labelledby="room">
      <p class="way">
        <a href="#/titles">Titles</a>
      </p>
      <h1 id="room" dir="auto">
        {value?.cells[0]?.title ?? item}
      </h1>
      {value && (
        <p class="answer">
          {whole
            ? `Taken ${rate(whole)} as often as is usual at its places, in ${counted(whole.seen, "sight")}.`
            : "Nobody has seen it on a page yet."}{" "}
          <a href={`#/artwork/${encodeURIComponent(item)}`}>Its pictures</a>
        </p>
      )}
      <Trouble trouble={trouble} again={again} wait={!value} />
      {value && (
        <>
          <Findings found={value.findings} />
          <Cells caption="Where and with whom" cells={value.cells} file={`title-${item}`} />
          <p class="quiet">{DEFINITION}</p>
        </>
      )}
    </section>
  );
}

/** Audiences: which titles speak to whom. */
export function Audiences() {
  const { value, trouble, again } = useMap();
  const cells =
    value?.cells.filter(({ kind, within }) => within && kind !== "rows" && kind !== PICTURES) ?? [];
  const named = value?.findings.filter(({ item, within, artwork }) => item && within && !artwork);
  return (
    <section aria-labelledby="room">
      <h1 id="room">Audiences</h1>
      {value && (
        <p class="answer">
          {cells.length
            ? `${counted(cells.length, "time")} a title does clearly better or worse with some people, on a device or at a time of day than it does altogether.`
            : "No title does clearly better or worse with some people than with all."}
        </p>
      )}
      <Trouble trouble={trouble} again={again} wait={!value} />
      {value && !value.sights && <Nothing />}
      <Findings found={named ?? []} />
      <Cells caption="Titles by audience" cells={cells} file="audiences" />
      <p class="quiet">
        People are new for seven days. A taste is the category of which somebody started most next
        to others, without the start in question. {DEFINITION}
      </p>
    </section>
  );
}

/** Rows and places: which kinds of rows earn theirs, and what each place gets. */
export function Rows() {
  const { value, trouble, again } = useMap();
  const places = useLoaded("places", () => ask<Places>("v1/outcomes/places"));
  const kinds = value?.cells.filter(({ kind }) => kind === "rows") ?? [];
  return (
    <section aria-labelledby="room">
      <h1 id="room">Rows and places</h1>
      {kinds.length > 0 && <p class="answer">{ofRows(kinds)}</p>}
      <Trouble
        trouble={trouble ?? places.trouble}
        again={trouble ? again : places.again}
        wait={!value}
      />
      {value?.sights === 0 && <Nothing />}
      <Cells caption="Kinds of rows" cells={kinds} file="rows" />
      {places.value && <Grid places={places.value} />}
      <p class="quiet">{DEFINITION}</p>
    </section>
  );
}

function ofRows(kinds: Cell[]): string {
  const dead = kinds.filter(
    ({ finding, within }) => finding === "failure" && !OWN.includes(within ?? ""),
  );
  if (dead.length) return `Dead weight: ${dead.map(({ within }) => within).join(", ")}.`;
  return `No kind of row is dead weight: of ${kinds.length} none is taken clearly less than is usual at its places.`;
}

function Grid({ places }: { places: Places }) {
  if (!places.seen) return null;
  return (
    <Table
      caption="Places: the share taken of what was seen there"
      file="places"
      rows={[...places.rows, ...places.columns]}
      columns={[
        { name: "From", of: ({ name }) => name },
        { name: "Seen", of: ({ seen }) => seen },
        { name: "Taken", of: ({ taken }) => taken },
        { name: "Share taken, %", of: ({ share }) => Math.round(1000 * share) / 10 },
        {
          name: "Next to usual",
          of: ({ rate }) => rate,
          show: ({ rate, low, high }) =>
            `${rate.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`,
        },
      ]}
    />
  );
}

/** Rows of what is the person's own anyway. */
const OWN = ["continue_watching", "my_list"];

const rate = ({ rate, low, high }: Cell) =>
  `${rate.toFixed(2)} times (${low.toFixed(2)} to ${high.toFixed(2)})`;

function summary({ sights, taken, findings }: SuccessMap): string {
  const of = (kind: string) => findings.filter((one) => one.item && one.kind === kind).length;
  if (!sights) return "No title was seen on a page yet.";
  return `${taken.toLocaleString("en")} of ${counted(sights, "sight")} were taken. ${counted(of("winner") + of("hidden"), "success", "successes")}, ${counted(of("failure"), "failure")}, ${counted(of("hidden"), "hidden gem")}, ${counted(of("misleading"), "misleading picture")}.`;
}

const MARKS: Record<string, string> = {
  winner: "▲ succeeds",
  hidden: "◆ hidden",
  failure: "▼ fails",
  "dead weight": "▼ dead weight",
  misleading: "▼ misleads",
};

const FEW = 12;

function Findings({ found }: { found: Finding[] }) {
  if (!found.length) return null;
  return (
    <ul class="findings" aria-label="Findings">
      {found.slice(0, FEW).map((one) => (
        <li key={one.sentence}>
          <span class={`mark ${one.kind.replace(" ", "-")}`}>{MARKS[one.kind] ?? one.kind}</span>{" "}
          {one.sentence}{" "}
          {one.item && (
            <a
              href={`#/${one.artwork ? "artwork" : "titles"}/${encodeURIComponent(one.item)}`}
              aria-label={`Evidence: ${one.sentence}`}
            >
              Evidence
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

const CELLS: Column<Cell>[] = [
  {
    name: "Of",
    of: ({ title, within }) => title || (within ?? ""),
    show: ({ item, title, within }) =>
      item ? <a href={`#/titles/${encodeURIComponent(item)}`}>{title}</a> : within,
  },
  {
    name: "Where",
    of: ({ kind, within }) =>
      within === null || kind === "rows"
        ? "everywhere"
        : `${kind.replace(/^title ?/, "")} ${within}`,
  },
  { name: "Seen", of: ({ seen }) => seen },
  { name: "Taken", of: ({ taken }) => taken },
  { name: "Kept", of: ({ kept }) => kept },
  { name: "Expected", of: ({ expected }) => expected },
  { name: "Rate", of: ({ rate }) => rate, show: (cell) => <Span cell={cell} /> },
  { name: "Finding", of: ({ finding }) => finding },
];

function Span({ cell }: { cell: Cell }) {
  return (
    <>
      <b>{cell.rate.toFixed(2)}</b>{" "}
      <span class="quiet">
        ({cell.low.toFixed(2)} to {cell.high.toFixed(2)})
      </span>
    </>
  );
}

function Cells({ caption, cells, file }: { caption: string; cells: Cell[]; file: string }) {
  if (!cells.length) return null;
  const parquet = "v1/outcomes/map?format=parquet"; // of all cells that stand out
  return <Table caption={caption} columns={CELLS} rows={cells} file={file} parquet={parquet} />;
}

function Nothing() {
  return (
    <div class="empty">
      <p>Which titles succeed with whom, which fail, and what is hidden will be told here.</p>
      <p>
        Serve pages and send <code>Item Impression</code> with the recommendation that was seen: the
        tracker and the elements do. <code>matinee simulate</code> lets simulated people look.
      </p>
    </div>
  );
}
