// A list of the server that is paged by key, filtered and sorted there (docs/api/directory.md). What is asked for stands
// in the address, so that a reload or a link shows the same.
import { router } from "../app/router.svelte";
import { access } from "../app/session.svelte";
import type { ListPage } from "../wire/directory";
import { type Page, Pages } from "./pages.svelte";

export class Listing<Row> {
  readonly pages: Pages<Row>;
  // The parameters by their names in the address: `q` is part of a name, `sort` the order, the others filters.
  asked = $state.raw<Record<string, string>>({});

  constructor(
    readonly path: string,
    readonly names: readonly string[],
    readonly fixed: Record<string, string> = {},
    size = 25,
  ) {
    const query = router.place.query;
    this.asked = Object.fromEntries(["q", "sort", ...names].map((name) => [name, query.get(name) ?? ""]));
    this.pages = new Pages<Row>(async ({ marker, size: limit }): Promise<Page<Row>> => {
      const { q = "", ...rest } = this.asked;
      const parameters = Object.entries({ ...this.fixed, ...rest, name: q, limit: String(limit), after: marker }).filter(([, value]) => value !== "");
      const page = await access<ListPage<Row>>(`${this.path}?${new URLSearchParams(parameters).toString()}`);
      return { rows: page.items, total: page.total, marker: page.next ?? "" };
    }, size);
    void this.pages.restart();
  }

  // Another filter or order begins at the first page.
  set(values: Record<string, string>): void {
    this.asked = { ...this.asked, ...values };
    router.setQuery({ ...Object.fromEntries(router.place.query), ...this.asked });
    void this.pages.restart();
  }

  // What a column's head does: its order, then the other way round.
  sortBy(key: string): void {
    this.set({ sort: this.asked.sort === key ? `-${key}` : key });
  }
}
