import { Fragment, h } from "preact";
import type { Performance, Proportion } from "./api";

export const percent = (share: number) =>
  `${(100 * share).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`;

export const counted = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** " (8 % to 17 %)", nothing where it cannot be computed. */
export const between = ({ low, high }: Proportion) =>
  low === null || high === null ? "" : ` (${percent(low)} to ${percent(high)})`;

/** "12 % (8 % to 17 %)" */
export const interval = (of: Proportion) =>
  of.share === null ? "" : percent(of.share) + between(of);

/** "1:05.3", of seconds into a film. */
export const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, "0")}`;

/** "12 % (8 to 17)", or that nothing is known. */
export function Rate({ of }: { of: Performance | undefined }) {
  if (!of?.seen) return <span class="quiet">not seen yet</span>;
  return (
    <>
      <b>{percent(of.rate)}</b>{" "}
      <span class="quiet">
        ({percent(of.low)} to {percent(of.high)})
      </span>
    </>
  );
}

/** The interval as a bar on a scale that ends at `most`; the figures stand beside it. */
export function Interval({ of, most }: { of: Performance; most: number }) {
  const place = (share: number) => (100 * Math.min(share / most, 1)).toFixed(1);
  return (
    <svg class="interval" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="2.5" width="100" height="1" class="scale" />
      <rect
        x={place(of.low)}
        y="1.5"
        width={Math.max(Number(place(of.high)) - Number(place(of.low)), 0.5)}
        height="3"
        class="between"
      />
      <rect x={place(of.rate)} y="0" width="0.8" height="6" class="point" />
    </svg>
  );
}
