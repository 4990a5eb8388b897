// The check of a text while it is being written: asked when the writer pauses, and an answer about an older text is
// dropped.
import type { CheckAnswer } from "./marks";

const PAUSE_MS = 300;

export class Checking {
  // The last one, with the text it is about; null where there is none, or the server cannot be asked.
  answer = $state.raw<(CheckAnswer & { document: string }) | null>(null);
  isUnavailable = $state(false);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly check: (document: string) => Promise<CheckAnswer>,
    readonly pause_ms = PAUSE_MS,
  ) {}

  look(document: string): void {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    if (document.trim() === "") {
      this.answer = null;
      return;
    }
    this.#timer = setTimeout(() => void this.#ask(document, turn), this.pause_ms);
  }

  async #ask(document: string, turn: number): Promise<void> {
    const answer = await this.check(document).catch(() => null);
    if (turn !== this.#turn) return;
    this.answer = answer === null ? null : { ...answer, document };
    this.isUnavailable = answer === null;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#turn++;
  }
}
