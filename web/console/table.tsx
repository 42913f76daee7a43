import { h, type ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** A column: what a row says in it, as text that is sorted, found and exported, and how it looks. */
export interface Column<Row> {
  name: string;
  of: (row: Row) => string | number;
  show?: (row: Row) => ComponentChildren;
}

interface TableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  /** The name of what is exported, without its ending. */
  file: string;
  /** Where the same is given as Parquet. */
  parquet?: string | undefined;
}

const MANY = 8;

const written = (value: string | number) =>
  typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 3 }) : value;

const compared = (one: string | number, other: string | number) =>
  typeof one === "number" && typeof other === "number"
    ? one - other
    : String(one).localeCompare(String(other));

/** A table that can be sorted, searched, copied and taken away. */
export function Table<Row>({ caption, columns, rows, file, parquet }: TableProps<Row>) {
  const [sorted, setSorted] = useState<{ by: number; down: boolean }>();
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const found = rows.filter((row) =>
    columns.some(({ of }) => String(of(row)).toLowerCase().includes(wanted)),
  );
  const key = sorted && columns[sorted.by];
  if (key) found.sort((a, b) => compared(key.of(a), key.of(b)) * (sorted.down ? -1 : 1));
  const isNumber = (column: Column<Row>) => rows[0] && typeof column.of(rows[0]) === "number";
  const text = (mark: string) => exported(columns, found, mark);
  return (
    <div class="table">
      <p class="acts">
        {rows.length > MANY && (
          <input
            type="search"
            value={typed}
            placeholder="Find"
            aria-label={`Find in ${caption}`}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <Copy text={() => text("\t")} />
        <a
          class="button"
          download={`${file}.csv`}
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(text(","))}`}
        >
          CSV
        </a>
        {parquet && (
          <a class="button" download={`${file}.parquet`} href={parquet}>
            Parquet
          </a>
        )}
      </p>
      <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column, by) => {
                const isBy = sorted?.by === by;
                const way = sorted?.down ? "descending" : "ascending";
                return (
                  <th
                    key={column.name}
                    scope="col"
                    class={isNumber(column) ? "number" : undefined}
                    aria-sort={isBy ? way : undefined}
                  >
                    <button class="sort" onClick={() => setSorted(turned(sorted, by))}>
                      {column.name}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {found.map((row, number) => (
              <tr key={number}>
                {columns.map((column, at) => {
                  const shown = column.show?.(row) ?? written(column.of(row));
                  const how = isNumber(column) ? "number" : undefined;
                  return at ? (
                    <td key={column.name} class={how}>
                      {shown}
                    </td>
                  ) : (
                    <th key={column.name} scope="row" class={how}>
                      {shown}
                    </th>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Numbers begin with the largest. */
const turned = (sorted: { by: number; down: boolean } | undefined, by: number) => ({
  by,
  down: sorted?.by === by ? !sorted.down : true,
});

function exported<Row>(columns: Column<Row>[], rows: Row[], mark: string): string {
  const cell = (value: string | number) => {
    const told = String(value);
    return /[",\n\t]/.test(told) ? `"${told.replaceAll('"', '""')}"` : told;
  };
  const lines = rows.map((row) => columns.map(({ of }) => cell(of(row))).join(mark));
  return [columns.map(({ name }) => cell(name)).join(mark), ...lines].join("\n");
}

function Copy({ text }: { text: () => string }) {
  const [said, setSaid] = useState("Copy");
  const copy = () =>
    void navigator.clipboard.writeText(text()).then(
      () => setSaid("Copied"),
      () => setSaid("Not allowed"),
    );
  return <button onClick={copy}>{said}</button>;
}
