import { h } from "preact";
import { useState } from "preact/hooks";
import { ask, wordsOf, type Me } from "./api";

/** The way in: a key, exchanged for a session. */
export function SignIn({ onDone }: { onDone: (me: Me) => void }) {
  const [trouble, setTrouble] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget as HTMLFormElement).get("key") as string;
    ask<Me>("v1/console/session", "POST", { key }).then(onDone, (error: unknown) =>
      setTrouble(wordsOf(error)),
    );
  };
  return (
    <main class="door" id="main">
      <h1>Matinee console</h1>
      <form onSubmit={submit}>
        <label for="key">Key</label>
        <input
          id="key"
          name="key"
          type="password"
          autocomplete="current-password"
          required
          aria-describedby="trouble"
        />
        <p id="trouble" role="alert">
          {trouble}
        </p>
        <button class="main">Sign in</button>
      </form>
      <p class="quiet">
        Make one with <code>matinee keys create admin</code>; <code>editor</code> and{" "}
        <code>viewer</code> keys allow less. You stay signed in for a day.
      </p>
    </main>
  );
}
