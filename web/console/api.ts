/** Reading from and telling the server; the session is a cookie that scripts never see. */
import type { components } from "../api/schema";

type Schemas = components["schemas"];
export type Me = Schemas["Me"];
export type TitleList = Schemas["TitleList"];
export type TitlePictures = Schemas["TitlePictures"];
export type ArtworkRoom = Schemas["ArtworkRoom"];
export type PictureView = Schemas["PictureView"];
export type Performance = Schemas["Performance"];
export type Share = Schemas["ViewingShare"];
export type Sums = Schemas["Sums"];
export type Proportion = Schemas["Proportion"];
export type Job = Schemas["Job"];
export type SuccessMap = Schemas["SuccessMap"];
export type Cell = Schemas["Cell"];
export type Finding = Schemas["Finding"];
export type Outcomes = Schemas["Outcomes"];
export type Places = Schemas["Places"];
export type ExperimentList = Schemas["ExperimentList"];
export type ExperimentView = Schemas["ExperimentView"];
export type Found = Schemas["ExperimentFound"];
export type Result = Schemas["Result"];
export type ModelList = Schemas["ModelList"];
export type Latest = Schemas["Latest"];
export type Arrivals = Schemas["Arrivals"];
export type SettingsView = Schemas["SettingsView"];
export type AlertList = Schemas["AlertList"];
export type ChangeList = Schemas["ChangeList"];
export type HomePage = Schemas["Page"];
export type ProfileView = Schemas["ProfileView"];

/** Told to the window when the session has ended. */
export const SIGNED_OUT = "matinee:signed-out";

/** What the server refused, in its words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function answered<T>(answer: Response): Promise<T> {
  const told: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return told as T;
  const { error } = (told ?? {}) as { error?: { message?: string } };
  if (answer.status === 401) dispatchEvent(new Event(SIGNED_OUT));
  throw new Refusal(answer.status, error?.message ?? `The server answered ${answer.status}.`);
}

/** The words of whatever was thrown. */
export const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Ask for JSON. Throws Refusal. */
export async function ask<T>(path: string, method = "GET", body?: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers: { "X-Matinee-Console": "1", "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Refusal(0, "The server does not answer. Nothing was changed; try again.");
  }
  return answered<T>(answer);
}

/** Send a file; `moved` is told the share that went out. Throws Refusal. */
export function send(path: string, file: File, moved: (share: number) => void): Promise<Job> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
    request.open("POST", path);
    request.setRequestHeader("X-Matinee-Console", "1");
    request.upload.onprogress = (event) => moved(event.total ? event.loaded / event.total : 0);
    request.onerror = () => reject(new Refusal(0, "The connection ended. Send the file again."));
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      answered<Job>(answer).then(resolve, reject);
    };
    request.send(file);
  });
}

/** An id as part of a path: its slashes stay. */
export const part = (id: string) => id.split("/").map(encodeURIComponent).join("/");

/** A picture's address in a shape, where it is the server's own. */
export function shaped(url: string, shape: "16x9" | "2x3" | "1x1" | "wide"): string {
  return url.startsWith("v1/pictures/") ? url.replace("/16x9/", `/${shape}/`) : url;
}
