import { Fragment, h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { act, clockOf, type Act, type Session, type Title } from "../components";
import type { components } from "../api/schema";
import { withoutPlay, type Shared } from "./app";
import { Again, useLoaded } from "./load";
import { Sheet } from "./sheet";

type View = components["schemas"]["TitleView"];
type State = View["state"];

interface DetailProps extends Shared {
  item: string;
  from: string | undefined;
}

const AFTER: Record<Act, string> = {
  like: "Updated after you liked",
  dislike: "Updated after you disliked",
  unrate: "No longer rated:",
  hide: "You will not see",
  unhide: "You may see again",
  save: "On My List:",
  unsave: "Off My List:",
};

/** All about one title: what it is, why it was shown, what to do with it, what goes with it. */
export function Detail({ session, page, user, item, from, find, go, back, change }: DetailProps) {
  const { value, trouble, again } = useLoaded(() =>
    session.get("/v1/users/{user}/items/{item}", { item }),
  );
  const [state, setState] = useState<State>();
  const [bought, setBought] = useState(0);
  useEffect(() => setState(value?.state), [value]);
  useEffect(() => {
    if (value) document.title = `${value.title} · Matinee`;
  }, [value]);
  const title = joined(item, value, find(item), from);
  const doIt = (what: Act) => {
    setState((before) => before && after(before, what));
    if (what === "hide" || what === "unhide") page.hide(item, what === "hide");
    if (what === "save" || what === "unsave") page.mark(item, what === "save");
    void act(session, what, title).then(() => change(`${AFTER[what]} ${title.title}`));
  };
  const buy = () => {
    setBought(bought + 1);
    const price = { price: value?.price, currency: value?.currency };
    const product = { item_id: item, recommendation_id: from, quantity: 1, ...price };
    void session.tracker
      ?.act("Order Completed", { products: [product] })
      .then(() => change(`Updated after you bought ${title.title}`));
  };
  return (
    <Sheet label={title.title || "Title"} kind="detail" onClose={back}>
      <Cover title={title} session={session} />
      <h1 dir="auto">{title.title || "One moment"}</h1>
      {trouble && <Again trouble={trouble} again={again} />}
      {value && <Facts view={value} />}
      <div class="acts">
        {value?.kind === "product" ? (
          <button class="go" onClick={buy}>
            {bought ? `Bought ${bought} just now` : "Buy one"}
          </button>
        ) : (
          <button class="go" onClick={() => go({ view: "play", item, from })}>
            {state?.position_s ? `▶ Resume at ${clockOf(state.position_s)}` : "▶ Play"}
          </button>
        )}
        {state && <Opinions state={state} doIt={doIt} />}
      </div>
      <Why title={title} picture={value?.why_picture} />
      <matinee-row
        source={`similar:${item}`}
        heading="Goes with it"
        ref={(row: Element | null) => {
          if (row && value?.kind === "product") withoutPlay(row);
        }}
        item-url={`./?user=${encodeURIComponent(user)}&title={item_id}`}
      />
    </Sheet>
  );
}

/** What the page knows of a title, and what the server told since. */
function joined(item: string, view?: View, shown?: Title, from?: string): Title {
  return {
    item_id: item,
    title: view?.title ?? shown?.title ?? "",
    reason: shown?.reason ?? "",
    artwork: view?.artwork ?? shown?.artwork ?? null,
    ...(from ? { recommendation_id: from } : {}),
  };
}

function Cover({ title, session }: { title: Title; session: Session }) {
  const url = title.artwork?.url;
  return (
    <div class="cover" style={{ backgroundColor: title.artwork?.color ?? "" }}>
      {url && <img src={session.picture(url, "wide")} alt="" width={600} height={220} />}
    </div>
  );
}

function after(state: State, what: Act): State {
  switch (what) {
    case "save":
    case "unsave":
      return { ...state, saved: what === "save" };
    case "hide":
    case "unhide":
      return { ...state, hidden: what === "hide" };
    case "like":
    case "dislike":
      return { ...state, stars: what === "like" ? 4 : 1 };
    case "unrate":
      return { ...state, stars: null };
  }
}

function Facts({ view }: { view: View }) {
  const minutes = view.duration_s ? `${Math.round(view.duration_s / 60)} min` : "";
  const price =
    view.price != null && view.currency
      ? new Intl.NumberFormat("en", { style: "currency", currency: view.currency }).format(
          view.price,
        )
      : "";
  const facts = [price, view.year, minutes, view.maturity, view.categories.join(", ")].filter(
    Boolean,
  );
  return (
    <>
      <p class="facts">{facts.join(" · ")}</p>
      {view.tags.length > 0 && <p class="quiet">{view.tags.join(" · ")}</p>}
      {view.description && <p dir="auto">{view.description}</p>}
      {view.people.length > 0 && (
        <p class="quiet" dir="auto">
          With {view.people.map((person) => person.name).join(", ")}
        </p>
      )}
    </>
  );
}

function Opinions({ state, doIt }: { state: State; doIt: (what: Act) => void }) {
  const isLiked = (state.stars ?? 0) >= 3.5;
  const isDisliked = state.stars != null && state.stars <= 2;
  const toggle = (name: string, isOn: boolean, on: Act, off: Act, sign: string) => (
    <button aria-pressed={isOn} onClick={() => doIt(isOn ? off : on)}>
      {sign} {name}
    </button>
  );
  return (
    <>
      {toggle("My List", state.saved, "save", "unsave", state.saved ? "✓" : "+")}
      {toggle("Like", isLiked, "like", "unrate", "▲")}
      {toggle("Dislike", isDisliked, "dislike", "unrate", "▼")}
      {state.hidden ? (
        <button onClick={() => doIt("unhide")}>Undo not interested</button>
      ) : (
        <button onClick={() => doIt("hide")}>× Not interested</button>
      )}
    </>
  );
}

function Why({ title, picture }: { title: Title; picture: string | undefined }) {
  return (
    <section class="reason">
      {title.reason && <h2>Why it is here</h2>}
      {title.reason && <p dir="auto">{title.reason}</p>}
      {picture && <h2>Why this picture</h2>}
      {picture && <p dir="auto">{picture}</p>}
    </section>
  );
}
