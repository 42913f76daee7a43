import { h } from "preact";
import type { Refusal } from "./api";

/** What went wrong, and the way to try again. */
export function Trouble({ trouble, again }: { trouble: Refusal | undefined; again: () => void }) {
  if (!trouble) return null;
  return (
    <p class="trouble" role="alert">
      {trouble.message} <button onClick={again}>Try again</button>
    </p>
  );
}
