import { Fragment, h } from "preact";
import { useState } from "preact/hooks";
import { ask, part, type HomePage, type Me, type ProfileView, wordsOf } from "./api";
import { counted } from "./figures";
import { useLoaded } from "./load";
import { Table } from "./table";
import { Trouble } from "./trouble";

/** People: one person's page as they see it, what is known of them, and their rights. */
export function People({ id, me }: { id: string | undefined; me: Me }) {
  const find = (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = new FormData(event.currentTarget as HTMLFormElement).get("user") as string;
    location.hash = `#/people/${encodeURIComponent(wanted)}`;
  };
  if (me.role !== "admin")
    return (
      <section aria-labelledby="room">
        <h1 id="room">People</h1>
        <p class="answer">What one person did is shown to admins only. Sign in with their key.</p>
      </section>
    );
  return (
    <section aria-labelledby="room">
      <h1 id="room">{id ?? "People"}</h1>
      {!id && (
        <p class="answer">
          Look at one person: the page that they would be given now, what is known of them and from
          what, all their data, and the way to forget them.
        </p>
      )}
      <form class="line" role="search" onSubmit={find}>
        <input name="user" required aria-label="User id or anonymous id" value={id ?? ""} />
        <button>Look</button>
      </form>
      {id && <Person key={id} id={id} />}
    </section>
  );
}

function Person({ id }: { id: string }) {
  const page = useLoaded(`page ${id}`, () => ask<HomePage>(`v1/users/${part(id)}/preview`));
  const known = useLoaded(`profile ${id}`, () => ask<ProfileView>(`v1/users/${part(id)}/profile`));
  const [said, setSaid] = useState("");
  const forget = () => {
    if (!confirm(`Forget ${id}? All of their events and what was learnt go. This stays so.`))
      return;
    ask<{ events: number }>(`v1/users/${part(id)}`, "DELETE").then(
      ({ events }) => {
        setSaid(`${id} is forgotten: ${counted(events, "event")} went.`);
        page.again();
        known.again();
      },
      (error: unknown) => setSaid(wordsOf(error)),
    );
  };
  const profile = known.value;
  return (
    <>
      <p class="said" role="status">
        {said}
      </p>
      <Trouble trouble={page.trouble ?? known.trouble} again={known.again} />
      {profile && (
        <p class="answer">
          {profile.events
            ? `${counted(profile.events, "event")} in ${counted(profile.visits, "visit")} since ${profile.since?.slice(0, 10) ?? ""}.`
            : "Nothing is known of this person: they get the page of a stranger."}
        </p>
      )}
      {profile && profile.events > 0 && (
        <p class="acts">
          <a class="button" href={`v1/users/${part(id)}/export`} download="export.json">
            All their data
          </a>
          <button onClick={forget}>Forget them</button>
        </p>
      )}
      {page.value && <Shown page={page.value} />}
      {profile && profile.lines.length > 0 && (
        <Table
          caption="What is known, and from what"
          file="profile"
          rows={profile.lines}
          columns={[
            { name: "What", of: ({ text }) => text },
            {
              name: "From",
              of: ({ evidence }) => evidence.map((one) => `${one.title}: ${one.text}`).join("; "),
            },
          ]}
        />
      )}
    </>
  );
}

function Shown({ page }: { page: HomePage }) {
  return (
    <>
      <h2>Their page now</h2>
      <p class="quiet">
        As on a desktop; looking at it here is not logged. Model {page.model_version}.
      </p>
      {page.rows.map((row) => (
        <section key={row.row_id} aria-label={row.title}>
          <h3>
            {row.title} <small>{row.reason}</small>
          </h3>
          <ul class="strip" tabIndex={0} aria-label={row.title}>
            {row.items.map((item) => (
              <li key={item.item_id}>
                {item.artwork && (
                  <img
                    src={item.artwork.url}
                    alt=""
                    width={128}
                    height={72}
                    loading="lazy"
                    style={{ backgroundColor: item.artwork.color ?? "" }}
                  />
                )}
                <a href={`#/titles/${encodeURIComponent(item.item_id)}`}>{item.title}</a>
                <small class="quiet">{item.reason}</small>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
