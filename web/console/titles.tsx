import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, shaped, type TitleList, type TitlePictures } from "./api";
import { counted, Rate } from "./figures";
import { useLoaded } from "./load";
import { Trouble } from "./trouble";

const TYPING_MS = 200;

/** The artwork room: which titles have pictures, and how they do. */
export function ArtworkTitles() {
  const [typed, setTyped] = useState("");
  const [query, setQuery] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setQuery(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const { value, trouble, again } = useLoaded(query, () =>
    ask<TitleList>(`v1/artwork/titles?n=100&q=${encodeURIComponent(query)}`),
  );
  return (
    <section aria-labelledby="room">
      <h1 id="room">Artwork</h1>
      {value && <p class="answer">{summary(value)}</p>}
      <search>
        <label for="find">Find a title</label>
        <input
          id="find"
          type="search"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </search>
      <Trouble trouble={trouble} again={again} wait={!value} />
      {value &&
        (value.titles.length ? <Titles titles={value.titles} /> : <Nothing query={query} />)}
    </section>
  );
}

function summary({ with_own, total, titles }: TitleList): string {
  if (!total) return "There are no titles yet.";
  const unnamed = titles.reduce((sum, title) => sum + title.unnamed, 0);
  const waiting = unnamed ? ` ${counted(unnamed, "face waits", "faces wait")} for a name.` : "";
  const all = counted(total, "title");
  if (!with_own) return `None of ${all} has pictures of its own: all are shown with drawn ones.`;
  const own = with_own.toLocaleString("en");
  return `${own} of ${all} ${with_own === 1 ? "has" : "have"} pictures of their own; the others are shown with drawn ones.${waiting}`;
}

function Titles({ titles }: { titles: TitlePictures[] }) {
  return (
    <div class="scroll" role="region" aria-label="Titles" tabIndex={0}>
      <table>
        <caption>
          Stayed: the share of sights of its pictures that won somebody who stayed, with the 95 %
          interval; since the first event.
        </caption>
        <thead>
          <tr>
            <th scope="col">Title</th>
            <th scope="col" class="number">
              Pictures
            </th>
            <th scope="col" class="number">
              Seen
            </th>
            <th scope="col">Stayed</th>
          </tr>
        </thead>
        <tbody>
          {titles.map((title) => (
            <tr key={title.item_id}>
              <th scope="row">
                <a class="named" href={`#/artwork/${encodeURIComponent(title.item_id)}`}>
                  {title.url && (
                    <img
                      src={shaped(title.url, "16x9")}
                      alt=""
                      width={80}
                      height={45}
                      loading="lazy"
                      style={{ backgroundColor: title.color ?? "" }}
                    />
                  )}
                  <span dir="auto">
                    {title.title} {title.year && <small>{title.year}</small>}
                  </span>
                </a>
              </th>
              <td class="number">{title.pictures}</td>
              <td class="number">{title.performance.seen.toLocaleString("en")}</td>
              <td>
                <Rate of={title.performance} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Nothing({ query }: { query: string }) {
  if (query) return <p>No title has “{query}” in its name.</p>;
  return (
    <div class="empty">
      <p>The pictures of your titles will be here, and how each does with whom.</p>
      <p>
        Add titles with <code>matinee import items FILE</code> or <code>PUT /v1/items/ITEM</code>.
        Then send a video of one here, or run <code>matinee artwork extract VIDEO --item ITEM</code>
        . <code>matinee demo</code> shows it with films.
      </p>
    </div>
  );
}
