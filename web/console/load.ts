import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Refusal } from "./api";

export interface Loaded<T> {
  value: T | undefined;
  trouble: Refusal | undefined;
  set: (value: T) => void;
  again: () => void;
}

/** What `read` gives, read anew when `key` changes; what came too late is dropped. */
export function useLoaded<T>(key: string, read: () => Promise<T>): Loaded<T> {
  const [value, set] = useState<T>();
  const [trouble, setTrouble] = useState<Refusal>();
  const latest = useRef(0);
  const again = useCallback(() => {
    const mine = ++latest.current;
    read().then(
      (found) => {
        if (mine !== latest.current) return;
        set(found);
        setTrouble(undefined);
      },
      (error: unknown) => {
        if (mine === latest.current)
          setTrouble(error instanceof Refusal ? error : new Refusal(0, String(error)));
      },
    );
  }, [key]);
  useEffect(() => {
    set(undefined);
    again();
    return () => {
      latest.current++;
    };
  }, [again]);
  return { value, trouble, set, again };
}
