import type { HTMLAttributes } from "preact";
import type { MatineePlayer } from "../components";

type RowElement = HTMLAttributes<HTMLElement>;
type PlayerElement = HTMLAttributes<MatineePlayer>;

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "matinee-row": RowElement & { source?: string; heading?: string; "item-url"?: string };
      "matinee-player": PlayerElement & {
        "item-id": string;
        name: string;
        "recommendation-id"?: string | undefined;
        poster?: string | undefined;
        position?: number;
        duration?: number | undefined;
      };
    }
  }
}
