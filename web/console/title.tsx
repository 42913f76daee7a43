import { Fragment, h } from "preact";
import { useState } from "preact/hooks";
import { ask, part, type ArtworkRoom, type Me, type PictureView, wordsOf } from "./api";
import { clock, counted, percent } from "./figures";
import { useLoaded } from "./load";
import { Picture } from "./picture";
import { Send } from "./send";
import { Trouble } from "./trouble";

/** The pictures of one title: what they show, how they do, and what an editor may say of them. */
export function ArtworkTitle({ item, me }: { item: string; me: Me }) {
  const { value, trouble, set, again } = useLoaded(item, () =>
    ask<ArtworkRoom>(`v1/artwork/titles/${part(item)}`),
  );
  const [said, setSaid] = useState("");
  const mayEdit = me.role !== "viewer";
  const change = (path: string, body: unknown, words: string) => {
    ask<ArtworkRoom>(path, "PUT", body).then(
      (room) => {
        set(room);
        setSaid(words);
      },
      (error: unknown) => setSaid(wordsOf(error)),
    );
  };
  return (
    <section aria-labelledby="room">
      <p class="way">
        <a href="#/artwork">Artwork</a>
      </p>
      <h1 id="room" dir="auto">
        {value?.title ?? item} {value?.year && <small>{value.year}</small>}
      </h1>
      <p class="said" role="status">
        {said}
      </p>
      <Trouble trouble={trouble} again={again} wait={!value} />
      {value && <Room room={value} mayEdit={mayEdit} change={change} again={again} />}
    </section>
  );
}

export type Change = (path: string, body: unknown, words: string) => void;

interface PartProps {
  room: ArtworkRoom;
  mayEdit: boolean;
  change: Change;
}

function Room({ room, mayEdit, change, again }: PartProps & { again: () => void }) {
  return (
    <>
      <p class="answer">{summary(room.pictures)}</p>
      {mayEdit && <Send room={room} onDone={again} />}
      <Strangers room={room} mayEdit={mayEdit} change={change} />
      <Pictures room={room} mayEdit={mayEdit} change={change} />
      {room.rejected.length > 0 && <Rejected room={room} />}
    </>
  );
}

/** The answer first: which picture does best, and how sure that is. */
function summary(pictures: PictureView[]): string {
  const pinned = pictures.find((one) => one.rule === "pinned");
  if (pinned) return "One picture is pinned: everybody is shown that one.";
  if (pictures.length === 1) return "It has one picture: there is nothing to choose from.";
  const seen = pictures.filter((one) => one.performance[0]?.seen);
  if (!seen.length)
    return `Nobody has seen ${pictures.length ? "its pictures" : "a picture of it"} yet.`;
  // Best is who is best even when luck was bad: the lower end of the interval.
  const low = (one: PictureView) => one.performance[0]?.low ?? 0;
  const [best, ...others] = [...seen].sort((one, other) => low(other) - low(one));
  const figures = best?.performance[0];
  if (!best || !figures) return "";
  const isClear = others.every((one) => (one.performance[0]?.high ?? 1) < figures.low);
  const start = isClear
    ? `${called(best)} does best`
    : `${called(best)} leads, but it is not clear yet which does best`;
  return `${start}: ${percent(figures.rate)} of ${counted(figures.seen, "sight")} won somebody who stayed (${percent(figures.low)} to ${percent(figures.high)}).`;
}

/** A picture in words: who or what it shows, else from when it is. */
function called({ tags, time_s, artwork_id }: PictureView): string {
  const telling = tags.find((tag) => /^(person|object|mood|genre):/.test(tag));
  if (telling) return `The picture with “${telling.slice(telling.indexOf(":") + 1)}”`;
  return `The picture ${time_s === null ? artwork_id : `at ${clock(time_s)}`}`;
}

function Pictures({ room, mayEdit, change }: PartProps) {
  const most = Math.max(
    0.05,
    ...room.pictures.flatMap(({ performance }) =>
      performance.filter((one) => one.seen >= 20).map((one) => one.high),
    ),
  );
  const sorted = [...room.pictures].sort((one, other) => (other.score ?? 0) - (one.score ?? 0));
  if (!sorted.length) return <p class="empty">It has no pictures yet: send a video or a still.</p>;
  return (
    <ul class="pictures" aria-label="Pictures">
      {sorted.map((picture) => (
        <Picture
          key={picture.artwork_id}
          picture={picture}
          item={room.item_id}
          most={most}
          mayEdit={mayEdit}
          change={change}
        />
      ))}
    </ul>
  );
}

/** People whose names are not known, and a place to say who they are. */
function Strangers({ room, mayEdit, change }: PartProps) {
  if (!room.people.length) return null;
  const name = (face: string) => (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement).get("name") as string;
    change(
      `v1/artwork/faces/${face}/${part(room.item_id)}`,
      { name: given },
      `${given} is known now, here and in all pictures to come.`,
    );
  };
  return (
    <section aria-labelledby="who">
      <h2 id="who">Who is this?</h2>
      <ul class="people">
        {room.people.map((person) => (
          <li key={person.face}>
            <img src={person.url} alt={`Face of ${person.face}`} width={80} height={80} />
            <form onSubmit={name(person.face)}>
              <p class="quiet">In {counted(person.seen, "picture")} looked at</p>
              {mayEdit && (
                <p class="line">
                  <input
                    name="name"
                    required
                    maxLength={200}
                    aria-label={`Name of ${person.face}`}
                  />
                  <button>Name</button>
                </p>
              )}
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Rejected({ room }: { room: ArtworkRoom }) {
  const reasons = new Map<string, number>();
  for (const { reason } of room.rejected) {
    const kind = reason.split(":")[0] ?? reason;
    const plain = kind.startsWith("the same picture") ? "the same picture as another" : kind;
    reasons.set(plain, (reasons.get(plain) ?? 0) + 1);
  }
  return (
    <details>
      <summary>{counted(room.rejected.length, "picture")} looked at and not taken</summary>
      <ul>
        {[...reasons].map(([reason, count]) => (
          <li key={reason}>
            {count.toLocaleString("en")}: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
