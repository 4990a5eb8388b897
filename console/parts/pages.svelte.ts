// A list that the server pages. A page is asked by number (`index`) or by the marker that the page before it gave;
// the markers of the pages behind us are kept, so that one can go back.
import { ApiError } from "../wire/transport";

export interface Asked {
  index: number; // from 0
  marker: string; // empty for the first page
  size: number;
}

export interface Page<Row> {
  rows: Row[];
  total?: number;
  marker?: string; // of the next page; absent or empty: this is the last
}

export class Pages<Row> {
  rows = $state.raw<Row[]>([]);
  total = $state<number | null>(null);
  index = $state(0);
  hasNext = $state(false);
  loading = $state(true);
  error = $state.raw<unknown>(null);
  #markers: string[] = [""];
  #turn = 0;

  constructor(
    readonly load: (asked: Asked) => Promise<Page<Row>>,
    readonly size = 20,
  ) {}

  // Asks for a page; an answer that comes after a later question is dropped.
  async show(index: number): Promise<void> {
    const turn = ++this.#turn;
    this.loading = true;
    this.error = null;
    try {
      const page = await this.load({ index, marker: this.#markers[index] ?? "", size: this.size });
      if (turn !== this.#turn) return;
      // What was on the last page may have gone meanwhile.
      if (page.rows.length === 0 && index > 0) return await this.show(index - 1);
      this.rows = page.rows;
      this.total = page.total ?? null;
      this.index = index;
      this.hasNext = page.total === undefined ? Boolean(page.marker) : (index + 1) * this.size < page.total;
      if (page.marker) this.#markers[index + 1] = page.marker;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.rows = [];
      this.hasNext = false;
      this.error = error;
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  restart(): Promise<void> {
    this.#markers = [""];
    return this.show(0);
  }

  again(): Promise<void> {
    return this.show(this.index);
  }
}

export function isDenial(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.code === "403" || /(^|\.)UnauthorizedOperation/.test(error.code));
}
