import { h } from "preact";
import { part, shaped, type PictureView } from "./api";
import { clock, Interval, Rate } from "./figures";
import type { Change } from "./title";

interface PictureProps {
  picture: PictureView;
  item: string;
  most: number;
  mayEdit: boolean;
  change: Change;
}

/** One picture: what it shows, how it does with whom, and what is ruled about it. */
export function Picture({ picture, item, most, mayEdit, change }: PictureProps) {
  const everyone = picture.performance[0];
  const name = picture.tags.map((tag) => tag.replace(":", " ")).join(", ") || picture.artwork_id;
  return (
    <li class={picture.rule}>
      <img
        src={shaped(picture.url, "16x9")}
        alt={`Picture: ${name}`}
        width={320}
        height={180}
        loading="lazy"
        style={{ backgroundColor: picture.color ?? "" }}
      />
      <p class="tags">
        {picture.rule && <b class="rule">{picture.rule}</b>}
        {picture.tags.map((tag) => (
          <span key={tag}>{tag.replace(":", ": ")}</span>
        ))}
      </p>
      <p>
        Stayed: <Rate of={everyone} />
      </p>
      {everyone && <Interval of={everyone} most={most} />}
      {picture.performance.length > 1 && <Audiences picture={picture} most={most} />}
      {mayEdit && <Rules picture={picture} item={item} change={change} />}
      <p class="quiet small">{about(picture)}</p>
    </li>
  );
}

/** What an editor may do; each can be taken back. */
function Rules({ picture, item, change }: Pick<PictureProps, "picture" | "item" | "change">) {
  const isPinned = picture.rule === "pinned";
  const isForbidden = picture.rule === "forbidden";
  const rule = (wanted: "pin" | "forbid" | "none", words: string) => () =>
    change(
      `v1/artwork/pictures/${encodeURIComponent(picture.artwork_id)}/${part(item)}`,
      { rule: wanted },
      words,
    );
  return (
    <p class="acts">
      <button
        aria-pressed={isPinned}
        onClick={
          isPinned
            ? rule("none", "It is chosen by merit again.")
            : rule("pin", "Everybody is shown this picture from the next visit on.")
        }
      >
        {isPinned ? "Unpin" : "Pin"}
      </button>
      <button
        aria-pressed={isForbidden}
        onClick={
          isForbidden
            ? rule("none", "It may be shown again.")
            : rule("forbid", "Nobody is shown this picture any more.")
        }
      >
        {isForbidden ? "Allow" : "Forbid"}
      </button>
    </p>
  );
}

function about({ artwork_id, reasons, score, time_s }: PictureView): string {
  const when = time_s === null ? [] : [`at ${clock(time_s)}`];
  const merit = score === null ? [] : [`score ${score.toFixed(2)}`];
  return [artwork_id, ...when, ...merit, ...reasons].join(" · ");
}

function Audiences({ picture, most }: { picture: PictureView; most: number }) {
  return (
    <details>
      <summary>By audience</summary>
      <table>
        <caption>Won: stayed or bought. Lost: left within minutes, disliked or hid it.</caption>
        <thead>
          <tr>
            <th scope="col">Audience</th>
            <th scope="col" class="number">
              Seen
            </th>
            <th scope="col" class="number">
              Lost
            </th>
            <th scope="col">Won (95 %)</th>
          </tr>
        </thead>
        <tbody>
          {picture.performance.map((one) => (
            <tr key={one.audience}>
              <th scope="row">{one.audience}</th>
              <td class="number">{one.seen.toLocaleString("en")}</td>
              <td class="number">{one.lost.toLocaleString("en")}</td>
              <td>
                <Rate of={one} />
                <Interval of={one} most={most} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
