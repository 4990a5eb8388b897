// The filters of BatchCompute's lists, out of what stands in a form.
import type { batch } from "../wire/generated/index";

// `exact`: filter name -> value. `named`: a word that is an id or a whole name. `tag`: `key` or `key=value`.
export function filtersOf(exact: Record<string, string>, named: { word: string; id: string; fields: [string, string] }, tag: string): batch.Filter[] {
  const out: batch.Filter[] = Object.entries(exact).filter(([, value]) => value !== "").map(([Name, value]) => ({ Name, Values: [value] }));
  const word = named.word.trim();
  if (word !== "") out.push({ Name: word.startsWith(named.id) ? named.fields[0] : named.fields[1], Values: [word] });
  const [key, ...value] = tag.trim().split("=");
  if (key) out.push(value.length > 0 ? { Name: `tag:${key}`, Values: [value.join("=")] } : { Name: "tag-key", Values: [key] });
  return out;
}
