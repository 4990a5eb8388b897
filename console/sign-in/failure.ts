// The words for what the sign-in side says no with; the codes are of docs/console/http.md.
import { SessionError } from "../app/session.svelte";
import { named, t } from "../text/text.svelte";

export function words(error: unknown): string {
  if (!(error instanceof SessionError)) return error instanceof Error ? error.message : String(error);
  // Only these messages say more than the code does.
  if (error.code === "password_rules" || error.code === "bad_request") return error.message;
  if (error.code === "slow_down") return t("signIn.error.slow_down", { seconds: error.retryAfterS });
  const text = named("signIn.error", error.code);
  return text === error.code ? error.message : text;
}

// Runs a step; what goes wrong comes back in words of the reader's language.
export async function step(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(words(error));
  }
}
