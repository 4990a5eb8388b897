// What the server says while somebody writes: its catalogue, and its check of a text (docs/api/policy-check.md).
import { access } from "../app/session.svelte";
import { type CatalogueAnswer, catalogue } from "./catalog.svelte";
import type { CheckAnswer, DocumentKind } from "./marks";

// The catalogue that is built in stays where the server cannot be asked.
export async function loadCatalogue(): Promise<void> {
  const answer = await access<CatalogueAnswer>("/access/v1/catalogue?services=added").catch(() => null);
  if (answer !== null) catalogue.take(answer);
}

export function checkDocument(kind: DocumentKind, document: string): Promise<CheckAnswer> {
  return access<CheckAnswer>("/access/v1/policies/check", { kind, document });
}
