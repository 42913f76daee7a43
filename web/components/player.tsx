import { h, type ComponentChild } from "preact";
import { uuid } from "../tracker/tracker";
import { MatineeElement } from "./element";

const HEARTBEAT_S = 10;
const STEP_S = 10;
const FILM_S = 6_000;

/**
 * `<matinee-player>`: plays a title and tells the server so, with a heartbeat every ten seconds of
 * real watching. With `src` it is a real video; without, a clock stands in for the film.
 *
 * Attributes: item-id, name, recommendation-id, src, poster, position, duration (seconds).
 */
export class MatineePlayer extends MatineeElement {
  #position = 0;
  #duration = FILM_S;
  #isPlaying = false;
  #isStarted = false;
  #isDone = false;
  #lastBeat = 0;
  readonly #visit = uuid();
  #clock: ReturnType<typeof setInterval> | undefined;
  #tickedAt = 0;

  protected override ready(): void {
    this.#duration = Number(this.getAttribute("duration")) || FILM_S;
    this.#position = Math.min(Number(this.getAttribute("position")) || 0, this.#duration);
  }

  override disconnectedCallback(): void {
    this.stop();
    super.disconnectedCallback();
  }

  /** Begin or go on. */
  play(): void {
    if (this.#isPlaying) return;
    if (this.#isDone) this.#position = 0;
    this.#isPlaying = true;
    this.#isDone = false;
    this.#report(this.#isStarted ? "Playback Resumed" : "Content Started");
    this.#isStarted = true;
    this.#lastBeat = this.#position;
    this.#tickedAt = performance.now();
    this.#clock = setInterval(() => this.#tick(), 250);
    void this.#video?.play();
    this.paint();
  }

  pause(): void {
    if (!this.#isPlaying) return;
    this.#halt();
    this.#report("Playback Paused");
    this.paint();
  }

  /** Leave: told as an interruption unless the end was reached. */
  stop(): void {
    const wasStarted = this.#isStarted && !this.#isDone;
    this.#halt();
    this.#isStarted = false;
    if (wasStarted) this.#report("Playback Interrupted");
    void this.session?.tracker?.flush();
  }

  /** Jump. It counts for nothing: watching is told by heartbeats. */
  seek(position: number): void {
    this.#move(position);
    if (this.#isPlaying) this.#report("Content Playing");
  }

  protected override view(): ComponentChild {
    const name = this.getAttribute("name") ?? "this title";
    const poster = this.getAttribute("poster");
    const source = this.getAttribute("src");
    return (
      <div onKeyDown={this.#key}>
        <div class="screen" onClick={() => this.#toggle()}>
          {source ? (
            <video
              src={source}
              poster={poster ?? ""}
              playsInline
              onLoadedMetadata={this.#loaded}
              onEnded={() => this.#end()}
            />
          ) : (
            poster && <img src={poster} alt="" />
          )}
        </div>
        <div class="controls">
          <button
            class="go"
            aria-label={this.#isPlaying ? `Pause ${name}` : `Play ${name}`}
            onClick={() => this.#toggle()}
          >
            {this.#isPlaying ? "❚❚" : "▶"}
          </button>
          <input
            type="range"
            min={0}
            max={Math.floor(this.#duration)}
            step={1}
            value={Math.floor(this.#position)}
            aria-label={`Position in ${name}`}
            aria-valuetext={`${clockOf(this.#position)} of ${clockOf(this.#duration)}`}
            onInput={(event) => this.#move(Number(event.currentTarget.value))}
            onChange={(event) => this.seek(Number(event.currentTarget.value))}
          />
          <span class="time">
            {clockOf(this.#position)} / {clockOf(this.#duration)}
          </span>
        </div>
      </div>
    );
  }

  /** A real video knows its length, and begins where the person left it. */
  readonly #loaded = (event: Event): void => {
    this.#duration = (event.currentTarget as HTMLVideoElement).duration;
    this.#move(this.#position);
  };

  get #video(): HTMLVideoElement | undefined {
    return this.find<HTMLVideoElement>("video")[0];
  }

  #move(position: number): void {
    this.#position = this.#lastBeat = Math.max(0, Math.min(position, this.#duration));
    if (this.#video) this.#video.currentTime = position;
    this.paint();
  }

  #toggle(): void {
    if (this.#isPlaying) this.pause();
    else this.play();
  }

  #halt(): void {
    clearInterval(this.#clock);
    this.#isPlaying = false;
    this.#video?.pause();
  }

  #tick(): void {
    const now = performance.now();
    const elapsed = (now - this.#tickedAt) / 1000;
    this.#tickedAt = now;
    const shown = this.#video?.readyState ? this.#video.currentTime : undefined;
    this.#position = shown ?? Math.min(this.#position + elapsed, this.#duration);
    if (!this.#video && this.#position >= this.#duration) {
      this.#end();
      return;
    }
    if (this.#position - this.#lastBeat >= HEARTBEAT_S) {
      this.#lastBeat = this.#position;
      this.#report("Content Playing");
    }
    this.paint();
  }

  #end(): void {
    this.#halt();
    this.#isDone = true;
    this.#position = this.#duration;
    this.#report("Content Completed");
    this.tell("matinee-ended", this.getAttribute("item-id"));
    this.paint();
  }

  #report(what: string): void {
    this.session?.tracker?.track(`Video ${what}`, {
      item_id: this.getAttribute("item-id"),
      session_id: this.#visit,
      position: Math.round(this.#position),
      total_length: Math.round(this.#duration),
      recommendation_id: this.getAttribute("recommendation-id") ?? undefined,
    });
  }

  readonly #key = (event: KeyboardEvent): void => {
    const isRange = (event.target as Element).matches("input");
    if (event.key === " " && !(event.target as Element).matches("button")) this.#toggle();
    else if (event.key === "ArrowRight" && !isRange) this.seek(this.#position + STEP_S);
    else if (event.key === "ArrowLeft" && !isRange) this.seek(this.#position - STEP_S);
    else return;
    event.preventDefault();
  };
}

/** 3725 seconds as "1:02:05". */
export function clockOf(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
