// Jobs, environments and templates lie in a region. Which one the pages speak of stands in the address, so that a link
// shows the same to everybody; the last one that was chosen is remembered in this browser.
import catalogue from "../../catalog/regions.json";
import { router } from "../app/router.svelte";
import { sessionTransport } from "../app/session.svelte";
import type { Transport } from "../wire/transport";

const KEY = "opencam.region";
const FIRST = "ap-guangzhou";

export const regions: string[] = catalogue.regions;

export function region(): string {
  for (const name of [router.place.query.get("region"), localStorage.getItem(KEY)]) {
    if (name !== null && regions.includes(name)) return name;
  }
  return FIRST;
}

export function chooseRegion(name: string): void {
  localStorage.setItem(KEY, name);
  router.setQuery({ ...Object.fromEntries(router.place.query), region: name });
}

export function inRegion(): Transport {
  return sessionTransport(region());
}

// A page of BatchCompute, in the same region.
export function batchPath(path: string, query: Record<string, string> = {}): string {
  return `/batch${path}?${new URLSearchParams({ ...query, region: region() }).toString()}`;
}
export function batchHref(path: string, query: Record<string, string> = {}): string {
  return router.href(batchPath(path, query));
}
