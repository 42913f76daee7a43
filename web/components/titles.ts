import type { components } from "../api/schema";
import type { Session } from "./session";

type Schemas = components["schemas"];
export type Page = Schemas["Page"];
export type Row = Schemas["Row"];

/** A title as rows, lists and searches give it. */
export interface Title {
  item_id: string;
  title: string;
  reason: string;
  artwork?: { url: string; color?: string | null } | null;
  recommendation_id?: string;
  price?: number | null;
  currency?: string | null;
}

export type Act = "save" | "unsave" | "hide" | "unhide" | "like" | "dislike" | "unrate";

const THUMBS: Partial<Record<Act, number>> = { like: 1, dislike: -1, unrate: 0 };
const EVENTS: Partial<Record<Act, string>> = {
  save: "Item Saved",
  unsave: "Item Unsaved",
  hide: "Item Hidden",
  unhide: "Item Unhidden",
};

/** What names a title in an event. */
export function subject({ item_id, recommendation_id }: Title): Record<string, unknown> {
  return { item_id, recommendation_id };
}

/** Tell the server what the person wants of a title; resolves to whether it knows. */
export async function act(session: Session, what: Act, title: Title): Promise<boolean> {
  const properties = { ...subject(title), thumb: THUMBS[what] };
  return (await session.tracker?.act(EVENTS[what] ?? "Item Rated", properties)) ?? false;
}

/** The address of a title's own page, from a pattern such as "/watch/{item_id}". */
export function addressOf(pattern: string | null, title: Title): string {
  if (!pattern) return `#${encodeURIComponent(title.item_id)}`;
  return pattern
    .replace("{item_id}", encodeURIComponent(title.item_id))
    .replace("{recommendation_id}", encodeURIComponent(title.recommendation_id ?? ""));
}
