// How a finding's weight is shown, and where its subject is.
import { router } from "../app/router.svelte";
import type { Finding, Severity } from "../wire/access";

export const badge: Record<Severity, string> = { high: "bad", medium: "warn", low: "info" };

export function subjectHref(subject: Finding["subject"]): string | null {
  switch (subject.kind) {
    case "user":
      return router.href(`/users/${encodeURIComponent(subject.name)}`);
    case "group":
      return router.href(`/groups/${encodeURIComponent(subject.id)}`);
    case "role":
      return router.href(`/roles/${encodeURIComponent(subject.name)}`);
    case "policy":
      return router.href(`/policies/${encodeURIComponent(subject.id)}`);
    default:
      return null;
  }
}
