// What is asked again and again, because it changes by itself: at once after a change, more and more seldom while nothing
// happens, not at all while nobody looks, and no more when it is over or was refused. Nobody looks when the tab is hidden,
// and when nobody has touched the page for half an hour: otherwise an open page would keep a session from ending unused.
import { isDenial } from "../parts/pages.svelte";

export const WAIT_FIRST_MS = 1000;
export const WAIT_MOST_MS = 15_000;
const SLOWER = 1.5;
const UNTOUCHED_MS = 30 * 60_000;

// How long to wait after an answer.
export function nextWait(waited: number, outcome: "changed" | "same" | "failed"): number {
  if (outcome === "changed") return WAIT_FIRST_MS;
  return Math.min(waited * (outcome === "failed" ? SLOWER * SLOWER : SLOWER), WAIT_MOST_MS);
}

// The window, and what wakes it; a test has its own.
export interface Watching {
  isAway(): boolean;
  onChange(work: () => void): () => void; // gives what ends it
  later(work: () => void, ms: number): () => void; // likewise
}

let touched = Date.now();

const page: Watching = {
  isAway: () => document.hidden || Date.now() - touched > UNTOUCHED_MS,
  onChange: (work) => {
    const touch = (): void => {
      const wasAway = page.isAway();
      touched = Date.now();
      if (wasAway) work();
    };
    const ending = new AbortController();
    for (const event of ["pointermove", "pointerdown", "wheel", "keydown"]) document.addEventListener(event, touch, { passive: true, signal: ending.signal });
    document.addEventListener("visibilitychange", work, { signal: ending.signal });
    touch();
    return () => ending.abort();
  },
  later: (work, ms) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

export class Live<Data> {
  data = $state.raw<Data | null>(null);
  error = $state.raw<unknown>(null);
  #wait = WAIT_FIRST_MS;
  #turn = 0;
  #isRunning = false;
  #cancel = (): void => {};

  constructor(
    readonly load: () => Promise<Data>,
    readonly isOver: (data: Data) => boolean = () => false,
    readonly watching: Watching = page,
  ) {}

  // Runs until what it gives back is called; for an $effect.
  start(): () => void {
    this.#isRunning = true;
    const forget = this.watching.onChange(() => {
      if (this.watching.isAway()) this.#cancel();
      else if (this.#goesOn()) void this.again();
    });
    void this.again();
    return () => {
      this.#isRunning = false;
      this.#turn++;
      this.#cancel();
      forget();
    };
  }

  // Asks now, and soon again.
  async again(): Promise<void> {
    const turn = ++this.#turn;
    this.#cancel();
    let outcome: "changed" | "same" | "failed" = "failed";
    try {
      const answer = await this.load();
      if (turn !== this.#turn) return;
      // Every answer has a RequestId of its own, which is no change.
      outcome = told(answer) === told(this.data) ? "same" : "changed";
      if (outcome === "changed") this.data = answer;
      this.error = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error = error;
    }
    this.#wait = nextWait(this.#wait, outcome);
    if (this.#goesOn() && !this.watching.isAway()) this.#cancel = this.watching.later(() => this.#due(), this.#wait);
  }

  // Who has gone meanwhile is waited for.
  #due(): void {
    if (!this.watching.isAway()) void this.again();
  }

  #goesOn(): boolean {
    return this.#isRunning && !isDenial(this.error) && (this.data === null || this.error !== null || !this.isOver(this.data));
  }
}

function told(data: unknown): string {
  return JSON.stringify(data, (key, value: unknown) => (key === "RequestId" ? undefined : value));
}
