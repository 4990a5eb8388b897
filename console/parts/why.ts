// The way from a refusal to its reason.
import { router } from "../app/router.svelte";
import type { ApiError } from "../wire/transport";

export function whyHref(refusal: ApiError): string {
  return router.href("/why", { error: `${refusal.code} ${refusal.message} ${refusal.requestId}` });
}
