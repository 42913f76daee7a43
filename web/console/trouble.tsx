import { h } from "preact";
import type { Refusal } from "./api";

interface TroubleProps {
  trouble: Refusal | undefined;
  again: () => void;
  /** Whether nothing is there yet. */
  wait?: boolean;
}

/** What went wrong, and the way to try again; before that, that something is on its way. */
export function Trouble({ trouble, again, wait = false }: TroubleProps) {
  if (!trouble)
    return wait ? (
      <p class="quiet" role="status">
        Reading…
      </p>
    ) : null;
  return (
    <p class="trouble" role="alert">
      {trouble.message} <button onClick={again}>Try again</button>
    </p>
  );
}
