import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Sight } from "../tracker/sight";

type Cross = (entries: Partial<IntersectionObserverEntry>[]) => void;
let cross: Cross;
let now = 0;

beforeEach(() => {
  now = 1_000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(callback: Cross) {
        cross = callback;
      }
      observe = vi.fn();
      unobserve = vi.fn();
      disconnect = vi.fn();
    },
  );
});
afterEach(() => vi.restoreAllMocks());

function view(element: Element, share: number): void {
  cross([{ target: element, isIntersecting: share > 0, intersectionRatio: share, time: now }]);
}

function watched(): [Sight, HTMLElement] {
  const sight = new Sight();
  const element = document.body.appendChild(document.createElement("li"));
  sight.add(element, { item_id: "a" });
  return [sight, element];
}

test("half in view for half a second is an impression, told with its time", () => {
  const [sight, element] = watched();
  view(element, 0.5);
  now += 1_234;
  view(element, 0.3);
  expect(sight.take(false)).toEqual([{ subject: { item_id: "a" }, ms: 1_234, isFirst: true }]);
  expect(sight.take(true)).toEqual([]);
});

test.each([
  [0.49, 5_000],
  [1, 499],
])("a share of %d for %d ms is none", (share, ms) => {
  const [sight, element] = watched();
  view(element, share);
  now += ms;
  view(element, 0);
  expect(sight.take(true)).toEqual([]);
});

test("a second look is no second impression, and glances count once it was seen", () => {
  const [sight, element] = watched();
  for (const ms of [600, 200, 700]) {
    view(element, 1);
    now += ms;
    view(element, 0);
  }
  expect(sight.take(true)).toMatchObject([{ ms: 1_500, isFirst: true }]);
  view(element, 1);
  now += 300;
  view(element, 0);
  expect(sight.take(true)).toMatchObject([{ ms: 300, isFirst: false }]);
});

test("asking in the middle of a glance does not cut it", () => {
  const [sight, element] = watched();
  view(element, 1);
  now += 300;
  expect(sight.take(true)).toEqual([]);
  now += 300;
  view(element, 0);
  expect(sight.take(true)).toMatchObject([{ ms: 600 }]);
});

test("what stays in view is told in parts, and the parts add up", () => {
  const [sight, element] = watched();
  view(element, 1);
  let told = 0;
  for (let second = 0; second < 32; second += 4) {
    now += 4_000;
    for (const seen of sight.take(false)) told += seen.ms;
  }
  view(element, 0);
  for (const seen of sight.take(true)) told += seen.ms;
  expect(told).toBe(32_000);
});

test("nothing is in view while the page is hidden", () => {
  const [sight, element] = watched();
  view(element, 1);
  now += 1_000;
  sight.pause(true);
  now += 60_000;
  sight.pause(false);
  now += 1_000;
  view(element, 0);
  expect(sight.take(true)).toMatchObject([{ ms: 2_000 }]);
});

test("an element that goes away is told, and watching it anew begins from nothing", () => {
  const [sight, element] = watched();
  view(element, 1);
  now += 800;
  sight.remove(element);
  expect(sight.take(false)).toMatchObject([{ ms: 800, isFirst: true }]);
  sight.add(element, { item_id: "b" });
  view(element, 1);
  now += 900;
  view(element, 0);
  expect(sight.take(true)).toMatchObject([{ subject: { item_id: "b" }, isFirst: true }]);
});

test("the same subject again changes nothing; begun anew, nothing was seen", () => {
  const [sight, element] = watched();
  view(element, 1);
  now += 700;
  sight.add(element, { item_id: "a" });
  expect(sight.take(true)).toMatchObject([{ ms: 700, isFirst: true }]);
  now += 5_000;
  sight.reset();
  now += 600;
  view(element, 0);
  expect(sight.take(true)).toMatchObject([{ ms: 600, isFirst: true }]);
});

test("an element that left the document is told and no longer held", () => {
  const [sight, element] = watched();
  view(element, 1);
  now += 900;
  view(element, 0);
  element.remove();
  expect(sight.take(true)).toMatchObject([{ ms: 900 }]);
  expect(sight.subject(element)).toBeUndefined();
});
