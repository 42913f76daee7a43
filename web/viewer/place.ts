/**
 * Where in the app the person is, as the address says it: "?user=...&title=...". Only the query
 * changes, so the app works under any path.
 */
export interface Place {
  view: "home" | "list" | "about" | "title" | "play" | "welcome" | "preview";
  item?: string | undefined;
  /** The recommendation that led here. */
  from?: string | undefined;
  /** The device that is previewed. */
  device?: string | undefined;
}

const VIEWS = new Set(["list", "about", "welcome"]);

export function placeOf(search: string): Place {
  const query = new URLSearchParams(search);
  const from = query.get("from") ?? undefined;
  const item = query.get("title") ?? query.get("play") ?? undefined;
  if (item) return { view: query.has("play") ? "play" : "title", item, from };
  const device = query.get("preview") ?? undefined;
  if (device) return { view: "preview", device };
  const view = query.get("view") ?? "";
  return { view: VIEWS.has(view) ? (view as Place["view"]) : "home" };
}

export function addressOfPlace(place: Place, user: string): string {
  const query = new URLSearchParams({ user });
  if (place.view === "title" && place.item) query.set("title", place.item);
  else if (place.view === "play" && place.item) query.set("play", place.item);
  else if (place.view === "preview" && place.device) query.set("preview", place.device);
  else if (place.view !== "home") query.set("view", place.view);
  if (place.item && place.from) query.set("from", place.from);
  return `?${query}`;
}
