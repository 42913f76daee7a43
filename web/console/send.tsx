import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, part, Refusal, send, wordsOf, type ArtworkRoom, type Job } from "./api";
import { counted, percent } from "./figures";

const LOOK_MS = 700;

/** Sending a video or still of a title, and how far the looking at it is. */
export function Send({ room, onDone }: { room: ArtworkRoom; onDone: () => void }) {
  const [job, setJob] = useState<Job | undefined>(room.jobs.find((one) => isOpen(one)));
  const [sent, setSent] = useState<number>();
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    if (!job || !isOpen(job)) return undefined;
    const timer = setTimeout(() => {
      ask<Job>(`v1/artwork/jobs/${job.job_id}`).then(
        (now) => {
          setTrouble("");
          setJob(now);
          if (!isOpen(now)) onDone();
        },
        (error: unknown) => {
          if (error instanceof Refusal && error.status === 404) {
            setJob(undefined);
            onDone();
          } else {
            setTrouble(wordsOf(error));
            setJob({ ...job }); // look again: the job goes on when the server is back
          }
        },
      );
    }, LOOK_MS);
    return () => clearTimeout(timer);
  }, [job]);
  const choose = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    setTrouble("");
    setSent(0);
    const path = `v1/artwork/files/${part(room.item_id)}?name=${encodeURIComponent(file.name)}`;
    send(path, file, setSent)
      .then(setJob, (error: unknown) => setTrouble(wordsOf(error)))
      .finally(() => setSent(undefined));
  };
  const isBusy = sent !== undefined || (job !== undefined && isOpen(job));
  return (
    <div class="send">
      <label class={isBusy ? "button busy" : "button"}>
        Send a video or a still
        <input
          type="file"
          class="hidden"
          accept="video/*,image/*,.mkv"
          disabled={isBusy}
          onChange={choose}
        />
      </label>
      <p role="status">{words(job, sent)}</p>
      {isBusy && <progress value={sent ?? job?.progress ?? 0} aria-label="How far it is" />}
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}

const isOpen = ({ state }: Job) => state === "waiting" || state === "running";

function words(job: Job | undefined, sent: number | undefined): string {
  if (sent !== undefined) return `Sending: ${percent(sent)}`;
  if (!job) return "";
  const more = job.words.length ? ` ${job.words.join(" ")}` : "";
  if (job.state === "waiting") return "It waits for its turn.";
  if (job.state === "running") return `Looking at it: ${percent(job.progress)}`;
  if (job.state === "failed") return `It could not be used.${more}`;
  return `${counted(job.candidates, "picture")} found.${more}`;
}
