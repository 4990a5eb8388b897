// One word, looked for in everything: the directory is searched by the server in one question; requests, decisions and
// what a key did are in the audit log.
import { segment } from "../app/path";
import { router } from "../app/router.svelte";
import { access, session } from "../app/session.svelte";
import { findEvents } from "../audit/events";
import type { FoundItem, FoundKind, SearchAnswer } from "../wire/directory";

export interface Hit {
  name: string;
  detail: string;
  href: string;
}

const isId = (word: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(word);
const isKey = (word: string): boolean => word.startsWith("AKID");

export interface Group {
  kind: FoundKind;
  total: number;
  hits: Hit[];
  // Where the rest is.
  more: string | null;
}

export interface Found {
  groups: Group[];
  leftOut: FoundKind[];
}

const MOST = 10;

export async function searchDirectory(word: string): Promise<Found> {
  const answer = await access<SearchAnswer>(`/access/v1/directory/search?${new URLSearchParams({ q: word, limit: String(MOST) }).toString()}`);
  return {
    groups: answer.found.map(({ kind, total, items }) => ({ kind, total, hits: items.map((item) => hitOf(kind, item)), more: total > items.length ? moreOf(kind, word) : null })),
    leftOut: answer.left_out.map(({ kind }) => kind),
  };
}

function hitOf(kind: FoundKind, item: FoundItem): Hit {
  const detail = [item.id === item.name ? "" : item.id, item.remark].filter((one) => one !== "").join(" · ");
  switch (kind) {
    case "user":
      return { name: item.name, detail, href: router.href(`/users/${segment(item.name)}`) };
    case "group":
      return { name: item.name, detail, href: router.href(`/groups/${segment(item.id)}`) };
    case "role":
      return { name: item.name, detail, href: router.href(`/roles/${segment(item.name)}`) };
    case "policy":
      return { name: item.name, detail, href: router.href(`/policies/${segment(item.id)}`) };
    case "key": {
      const isRoots = item.uin === session.now.account?.uin;
      return { name: item.id, detail: item.name, href: isRoots ? router.href("/keys") : router.href(`/users/${segment(item.name)}`, { tab: "keys" }) };
    }
    case "provider":
      return { name: item.name, detail, href: router.href("/providers", { tab: item.id.startsWith("oidc/") ? "oidc" : "saml" }) };
  }
}

const LISTS: Partial<Record<FoundKind, string>> = { user: "/users", group: "/groups", role: "/roles", policy: "/policies" };

function moreOf(kind: FoundKind, word: string): string | null {
  const list = LISTS[kind];
  return list === undefined ? null : router.href(list, { q: word });
}

export interface EventSearch {
  title: "search.requests" | "search.keyUse";
  find: () => Promise<Hit[]>;
}

// What the audit log is asked for, if the word is something that it knows.
export function eventSearch(word: string): EventSearch | null {
  const key = isId(word) ? "RequestId" : isKey(word) ? "AccessKeyId" : null;
  if (key === null) return null;
  return {
    title: key === "RequestId" ? "search.requests" : "search.keyUse",
    find: async () => {
      const found = await findEvents(key, word);
      return found.map((event) => ({ name: event.EventName, detail: event.Username, href: event.ErrorCode !== 0 ? router.href("/why", { id: event.RequestID }) : router.href("/audit", { key, value: word }) }));
    },
  };
}
