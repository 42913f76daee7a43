import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Outbox, type Message } from "../tracker/outbox";

const sent: { batch: Message[] }[] = [];
let answer: () => Promise<Partial<Response>>;

function message(n: number, size = 0): Message {
  const properties = { pad: "x".repeat(size) };
  const timestamp = new Date(n).toISOString();
  return { type: "track", event: "Item Saved", messageId: `m${n}`, timestamp, properties };
}

function ids(): string[] {
  return sent.flatMap(({ batch }) => batch.map((one) => one.messageId));
}

function outbox(isKept = true, key = "write_abcdefgh"): Outbox {
  return new Outbox("https://matinee.example/", key, isKept);
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sent.length = 0;
  answer = () => Promise.resolve({ ok: true, status: 200 });
  vi.stubGlobal("fetch", (_url: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body) as { batch: Message[] });
    return answer();
  });
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("what was acknowledged is let go of, on the device too", async () => {
  const box = outbox();
  box.add(message(1), false);
  await vi.advanceTimersByTimeAsync(300);
  expect(localStorage.length).toBe(1);
  expect(await box.send()).toBe(true);
  expect(ids()).toEqual(["m1"]);
  expect(localStorage.length).toBe(0);
  expect(await box.send()).toBe(true);
  expect(sent.length).toBe(1);
});

test.each([0, 401, 403, 429, 500, 503])(
  "after %i it is tried again until it is taken",
  async (status) => {
    answer = () =>
      status
        ? Promise.resolve({ ok: false, status, text: () => Promise.resolve("") })
        : Promise.reject(new TypeError("offline"));
    const box = outbox();
    box.add(message(1), false);
    expect(await box.send()).toBe(false);
    answer = () => Promise.resolve({ ok: true, status: 200 });
    await vi.advanceTimersByTimeAsync(1_100);
    expect(ids()).toEqual(["m1", "m1"]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sent.length).toBe(2);
  },
);

test("what the server will never take is dropped and does not hold up the rest", async () => {
  answer = () => Promise.resolve({ ok: false, status: 400, text: () => Promise.resolve("bad") });
  const box = outbox();
  box.add(message(1), false);
  expect(await box.send()).toBe(true);
  answer = () => Promise.resolve({ ok: true, status: 200 });
  box.add(message(2), false);
  await box.send();
  expect(ids()).toEqual(["m1", "m2"]);
});

test("batches stay below the limit of what a closing page may send", async () => {
  const box = outbox();
  for (let n = 0; n < 12; n++) box.add(message(n, 9_000), false);
  await box.send();
  expect(sent.length).toBeGreaterThan(1);
  for (const batch of sent) expect(JSON.stringify(batch).length).toBeLessThan(60_000);
  expect(ids().length).toBe(12);
});

test("another visit with the same key takes over what was left, with another key it does not", async () => {
  answer = () => Promise.reject(new TypeError("offline"));
  const box = outbox();
  box.add(message(1), false);
  await box.send();
  await vi.advanceTimersByTimeAsync(300);
  box.stop();
  sent.length = 0;
  answer = () => Promise.resolve({ ok: true, status: 200 });
  outbox(true, "write_zzzzzzzz");
  await vi.advanceTimersByTimeAsync(10);
  expect(ids()).toEqual([]);
  outbox();
  await vi.advanceTimersByTimeAsync(10);
  expect(ids()).toEqual(["m1"]);
});

test("without consent nothing stays on the device", async () => {
  const box = outbox(false);
  box.add(message(1), false);
  await vi.advanceTimersByTimeAsync(300);
  expect(localStorage.length).toBe(0);
});

test("storage that is full or broken loses nothing while the page is open", async () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new Error("full");
  });
  const box = outbox();
  box.add(message(1), false);
  await vi.advanceTimersByTimeAsync(300);
  expect(await box.send()).toBe(true);
  expect(ids()).toEqual(["m1"]);
});

test("letters of any script stay below the limit in bytes", async () => {
  const box = outbox();
  for (let n = 0; n < 40; n++) {
    const one = message(n);
    box.add({ ...one, properties: { title: "千と千尋の神隠し".repeat(150) } }, false);
  }
  await box.send();
  for (const batch of sent) expect(new Blob([JSON.stringify(batch)]).size).toBeLessThan(60_000);
  expect(ids().length).toBe(40);
});

test("withdrawn consent forgets what was observed and keeps what was asked for", async () => {
  const box = outbox();
  box.add(message(1), false);
  box.add(message(2), true);
  box.keep(false);
  await box.send();
  expect(ids()).toEqual(["m2"]);
  expect(localStorage.length).toBe(0);
});

test("too many messages cost what was observed, not what was asked for", async () => {
  const box = outbox();
  box.add(message(0), true);
  for (let n = 1; n <= 1_000; n++) box.add(message(n), false);
  await box.send();
  expect(ids().length).toBe(1_000);
  expect(ids()[0]).toBe("m0");
  expect(ids()[1]).toBe("m2");
});

test("a server that is down is left in peace, except for what is urgent", async () => {
  answer = () => Promise.resolve({ ok: false, status: 503, text: () => Promise.resolve("") });
  const box = outbox();
  box.add(message(1), false);
  await box.send(false);
  await box.send(false);
  expect(sent.length).toBe(1);
  await box.send();
  expect(sent.length).toBe(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent.length).toBeLessThan(7);
});
