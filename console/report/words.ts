// A finding in the language of the page: what was found by its code and parameters, the remedy by its rule. What has no
// words here is said as the server says it.
import { named, t, text } from "../text/text.svelte";
import type { Key } from "../text/text.svelte";
import type { Finding } from "../wire/access";

export function whatOf(finding: Finding): string {
  const key = `finding.${finding.what_code ?? ""}` as Key;
  if (text.words?.[key] === undefined) return finding.what;
  const values = Object.entries(finding.parameters ?? {}).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value] as const);
  return t(key, Object.fromEntries(values));
}

export function remedyOf(rule: string, said: string): string {
  const found = named("remedy", rule);
  return found === rule ? said : found;
}
