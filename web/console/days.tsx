import { Fragment, h } from "preact";
import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import type { Sums } from "./api";
import { interval, percent } from "./figures";

const HEIGHT = 220;
const DAY_S = 86_400;

/** Starts and orders of a day, and how many of them were recommended. */
const counts = (day: Sums): [number, number] => [
  day.starts + day.orders,
  day.recommended_starts + day.recommended_orders,
];

/** A colour of the page as a canvas takes it. */
function colourOf(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = "";
  const canvas = document.createElement("canvas").getContext("2d");
  if (!canvas) return color;
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgb(${r ?? 0}, ${g ?? 0}, ${b ?? 0})`;
}

/** Every day from the first to the last: one without anything leaves a gap. */
function filled(days: Sums[]): { at: number; day: Sums | undefined }[] {
  const known = new Map(days.map((day) => [Date.parse(day.name) / 1000, day]));
  const times = [...known.keys()];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return Array.from({ length: (last - first) / DAY_S + 1 }, (_, n) => {
    const at = first + n * DAY_S;
    return { at, day: known.get(at) };
  });
}

/** The share of each day as a line with its 95 % interval, and the same as a table. */
export function Days({ days }: { days: Sums[] }) {
  const at = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = at.current;
    if (!element || days.length < 2) return undefined;
    const all = filled(days);
    const quiet = colourOf(element, "--quiet");
    const line = colourOf(element, "--blue");
    const axis = { stroke: quiet, grid: { stroke: colourOf(element, "--line"), width: 1 } };
    const dates = (_: UPlot, ticks: number[]) =>
      ticks.map((tick) => new Date(1000 * tick).toISOString().slice(5, 10));
    const edge = { stroke: "transparent", points: { show: false } };
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false },
        scales: { y: { range: [0, 1] } },
        axes: [
          { ...axis, values: dates, incrs: [1, 7, 28].map((days) => days * DAY_S) },
          { ...axis, values: (_, ticks) => ticks.map((tick) => percent(tick)), size: 60 },
        ],
        series: [{}, { stroke: line, width: 2 }, edge, edge],
        bands: [{ series: [3, 2], fill: line.replace("rgb(", "rgba(").replace(")", ", 0.2)") }],
      },
      [
        all.map(({ at }) => at),
        all.map(({ day }) => day?.share.share ?? null),
        all.map(({ day }) => day?.share.low ?? null),
        all.map(({ day }) => day?.share.high ?? null),
      ],
      element,
    );
    const watch = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [days]);
  return (
    <>
      <h2 id="by-day">Share by day, with its 95 % interval</h2>
      <div ref={at} class="chart" role="img" aria-label="Share by day; the table has the figures" />
      <details>
        <summary>The figures by day</summary>
        <p>
          <a class="button" download="share-by-day.csv" href={csv(days)}>
            CSV
          </a>
        </p>
        <table>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col" class="number">
                Starts and orders
              </th>
              <th scope="col" class="number">
                Recommended
              </th>
              <th scope="col" class="number">
                Share (95 %)
              </th>
            </tr>
          </thead>
          <tbody>
            {[...days].reverse().map((day) => {
              const [all, recommended] = counts(day);
              return (
                <tr key={day.name}>
                  <th scope="row">{day.name}</th>
                  <td class="number">{all.toLocaleString("en")}</td>
                  <td class="number">{recommended.toLocaleString("en")}</td>
                  <td class="number">{interval(day.share)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </details>
    </>
  );
}

function csv(days: Sums[]): string {
  const lines = days.map((day) => [day.name, ...counts(day)].join(","));
  const text = ["day,starts_and_orders,recommended", ...lines].join("\n");
  return `data:text/csv;charset=utf-8,${encodeURIComponent(text)}`;
}
