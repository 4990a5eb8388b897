// How a finding's weight is shown, and where its subject is.
import { segment } from "../app/path";
import { router } from "../app/router.svelte";
import { session } from "../app/session.svelte";
import type { Finding, Severity } from "../wire/access";

export const badge: Record<Severity, string> = { high: "bad", medium: "warn", low: "info" };

export function subjectHref(subject: Finding["subject"]): string | null {
  switch (subject.kind) {
    case "user":
      // The root account is no user with a page.
      return subject.id === session.now.account?.uin ? null : router.href(`/users/${segment(subject.name)}`);
    case "group":
      return router.href(`/groups/${segment(subject.id)}`);
    case "role":
      return router.href(`/roles/${segment(subject.name)}`);
    case "policy":
      return router.href(`/policies/${segment(subject.id)}`);
    default:
      return null;
  }
}
