import { expect, test } from "vitest";
import { addressOf } from "../components/titles";
import { clockOf } from "../components/player";
import { addressOfPlace, placeOf } from "../viewer/place";
import { mixed } from "../viewer/welcome";
import type { Page } from "../components";

test("addresses are filled in and escaped", () => {
  const title = { item_id: "a/b ü", title: "", reason: "", recommendation_id: "p.0.1" };
  expect(addressOf("/w/{item_id}?from={recommendation_id}", title)).toBe(
    "/w/a%2Fb%20%C3%BC?from=p.0.1",
  );
  expect(addressOf(null, title)).toBe("#a%2Fb%20%C3%BC");
  expect(
    addressOf("/w/{item_id}?from={recommendation_id}", { ...title, recommendation_id: "" }),
  ).toBe("/w/a%2Fb%20%C3%BC?from=");
});

test.each([
  ["", { view: "home" }],
  ["?view=about", { view: "about" }],
  ["?view=nonsense", { view: "home" }],
  ["?user=7&title=a%2Fb&from=p.0.1", { view: "title", item: "a/b", from: "p.0.1" }],
  ["?play=5", { view: "play", item: "5" }],
])("%s is a place", (search, place) => {
  expect(placeOf(search)).toMatchObject(place);
});

test("a place survives its address", () => {
  for (const place of [
    { view: "home" },
    { view: "list" },
    { view: "title", item: "ü/?&=", from: "p.1.2" },
    { view: "play", item: "5" },
  ] as const)
    expect(placeOf(addressOfPlace(place, "a b&c"))).toMatchObject(place);
});

test.each([
  [0, "0:00"],
  [59.9, "0:59"],
  [61, "1:01"],
  [3_725, "1:02:05"],
])("%d seconds are %s", (seconds, text) => {
  expect(clockOf(seconds)).toBe(text);
});

test("the first visit offers the first titles of all rows in turn", () => {
  const row = (id: string, items: string[]) => ({
    row_id: id,
    items: items.map((item) => ({ item_id: item })),
  });
  const page = { rows: [row("a", ["1", "2", "3"]), row("b", ["4"]), row("c", ["5", "6"])] };
  const offered = mixed(page as unknown as Page).map((title) => title.item_id);
  expect(offered).toEqual(["1", "4", "5", "2", "6", "3"]);
  expect(mixed(undefined)).toEqual([]);
});
