// A page of a list that is kept fresh while somebody looks at it.
import { type Asked, type Page, Pages } from "../parts/pages.svelte";
import { Live } from "./live.svelte";

export class LivePages<Row> extends Pages<Row> {
  readonly #live: Live<Row[]>;

  constructor(load: (asked: Asked) => Promise<Page<Row>>, size = 20, isOver: (rows: Row[]) => boolean = () => false) {
    super(load, size);
    this.#live = new Live(() => this.#fresh(), isOver);
  }

  // Begins with the first page. For an $effect.
  start(): () => void {
    return this.#live.start();
  }

  // After something was done that changes the list, or when it failed.
  override async again(): Promise<void> {
    await super.again();
    void this.#live.again();
  }

  async #fresh(): Promise<Row[]> {
    if (this.loading && this.rows.length === 0) {
      await this.show(this.index);
      if (this.error === null) return this.rows;
    }
    // Shown already, with a button to try again.
    if (this.error !== null) throw this.error;
    const index = this.index;
    const page = await this.load({ index, marker: "", size: this.size });
    // Another page that was asked for meanwhile comes by itself.
    if (index !== this.index || this.loading || this.error !== null) return this.rows;
    if (page.rows.length === 0 && index > 0) await this.show(index - 1);
    else if (JSON.stringify(page.rows) !== JSON.stringify(this.rows)) this.rows = page.rows;
    this.total = page.total ?? null;
    this.hasNext = (index + 1) * this.size < (page.total ?? 0);
    return this.rows;
  }
}
