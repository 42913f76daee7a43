import { h } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";

export interface Loaded<T> {
  value: T | undefined;
  trouble: string;
  again: () => void;
}

/** What `load` gives, now and whenever `again` is called; an error as words. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [value, setValue] = useState<T>();
  const [trouble, setTrouble] = useState("");
  const again = useCallback(() => {
    load().then(
      (loaded) => {
        setValue(loaded);
        setTrouble("");
      },
      (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)),
    );
  }, []);
  useEffect(again, []);
  return { value, trouble, again };
}

/** What went wrong, and the way to try again. */
export function Again({ trouble, again }: { trouble: string; again: () => void }) {
  return (
    <p role="alert">
      {trouble} <button onClick={again}>Try again</button>
    </p>
  );
}
