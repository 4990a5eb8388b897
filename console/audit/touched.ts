// The names that changes have in the audit log (CAM-345), and the pages of what they name.
import { segment } from "../app/path";

// What stands behind the last colon of a resource's name.
export function tailOf(resource: string): string {
  return resource.slice(resource.lastIndexOf(":") + 1);
}

// Users and roles have pages by name; a number is looked for.
export function hrefOf(tail: string): { path: string; query: Record<string, string> } | null {
  const at = tail.indexOf("/");
  const [kind, id] = [tail.slice(0, at), tail.slice(at + 1)];
  if (at < 0 || id === "") return null;
  if (kind === "groupid") return { path: `/groups/${segment(id)}`, query: {} };
  if (kind === "policyid") return { path: `/policies/${segment(id)}`, query: {} };
  if (kind === "roleName") return { path: `/roles/${segment(id)}`, query: {} };
  if (kind === "uin" || kind === "role") return { path: "/search", query: { q: id } };
  if (kind === "saml-provider") return { path: "/providers", query: {} };
  if (kind === "oidc-provider") return { path: "/providers", query: { tab: "oidc" } };
  return null;
}
