// The engine's sentences in the language of the page.
import { named, t } from "../text/text.svelte";
import { sentenceOf } from "./sentences";

export function said(sentence: string): string {
  const found = sentenceOf(sentence);
  // Several remarks are joined by the engine.
  if (found === null) return sentence.includes("; ") ? sentence.split("; ").map(said).join("; ") : sentence;
  const { layer, effect } = found.values;
  return t(found.key, { ...found.values, ...(layer ? { layer: named("layer", layer) } : {}), ...(effect ? { effect: effect === "deny" ? t("effect.deny") : t("effect.allow") } : {}) });
}
