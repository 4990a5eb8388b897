// Who is signed in, and the transport that lets the session stand in the place of a signature (docs/console/http.md).
import { ApiError, fetchTransport, type Transport } from "../wire/transport";
import { text } from "../text/text.svelte";

export interface SessionObject {
  state: "signed_out" | "needs_code" | "needs_password" | "needs_enrolment" | "open";
  csrf_token?: string;
  account?: { uin: string; name: string; app_id: string };
  user?: { uin: string; name: string; is_root: boolean };
  mfa?: { is_enrolled: boolean; is_required: boolean; was_used: boolean; recovery_codes_left: number };
  password_expires?: string;
  session_id?: string;
  expires?: string;
  language?: string;
}

// What the sign-in side says no with.
export class SessionError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryAfterS: number,
  ) {
    super(message);
    this.name = "SessionError";
  }
}

class Session {
  now = $state.raw<SessionObject>({ state: "signed_out" });
  #csrf = "";

  get csrf(): string {
    return this.#csrf;
  }

  #take<Answer>(answer: Answer, isHeldBack: boolean): Answer {
    const object = answer as Partial<SessionObject>;
    if (object.csrf_token !== undefined) this.#csrf = object.csrf_token;
    if (object.state !== undefined && !isHeldBack) this.now = object as SessionObject;
    return answer;
  }

  async refresh(): Promise<void> {
    try {
      await this.call("GET", "");
    } catch {
      this.now = { state: "signed_out" };
    }
  }

  // A call of /console/session…; a session object in the answer becomes the present one, unless the caller has to
  // show something of it first (`isHeldBack`) and sets `now` itself.
  async call<Answer = SessionObject>(method: string, path: string, body?: object, isHeldBack = false): Promise<Answer> {
    const answer = await fetch(`/console/session${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(this.#csrf === "" ? {} : { "X-Opencam-Csrf": this.#csrf }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const said = (await answer.json().catch(() => ({}))) as { error?: { code: string; message: string; retry_after_s?: number } };
    if (!answer.ok || said.error) {
      const error = said.error ?? { code: "internal", message: `status ${answer.status}` };
      if (error.code === "signed_out") this.now = { state: "signed_out" };
      throw new SessionError(error.code, error.message, error.retry_after_s ?? 0);
    }
    return this.#take(said as Answer, isHeldBack);
  }

  async signOut(): Promise<void> {
    try {
      await this.call("DELETE", "");
    } finally {
      this.now = { state: "signed_out" };
      this.#csrf = "";
    }
  }
}

export const session = new Session();

// Codes after which it has to be asked anew who is signed in.
const SESSION_CODES = new Set(["AuthFailure.TokenFailure", "AuthFailure.InvalidAuthorization"]);

// Rides on the session; `region` is needed by services whose resources lie in one.
export function sessionTransport(region?: string): Transport {
  const plain = fetchTransport({
    url: "/",
    ...(region === undefined ? {} : { region }),
    authorise: async () => ({
      "X-Opencam-Csrf": session.csrf,
      "X-TC-Timestamp": String(Math.floor(Date.now() / 1000)),
      "X-TC-Language": text.language,
    }),
  });
  return {
    async call<Response>(service: string, version: string, action: string, request: object): Promise<Response> {
      try {
        return await plain.call<Response>(service, version, action, request);
      } catch (error) {
        if (error instanceof ApiError && SESSION_CODES.has(error.code)) await session.refresh();
        throw error;
      }
    },
  };
}

export const transport: Transport = sessionTransport();

// The part of the API that is not an action: decisions, reports, the description of the interface.
export async function access<Answer>(path: string, body?: object): Promise<Answer> {
  const answer = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      "X-Opencam-Csrf": session.csrf,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const content = await answer.text();
  if (!answer.ok) {
    if (answer.status === 401) await session.refresh();
    // A refusal by its usual name, so that it leads to its reason like those of actions.
    const code = answer.status === 403 ? "UnauthorizedOperation" : String(answer.status);
    throw new ApiError(code, messageOf(content), answer.headers.get("X-Request-ID") ?? "");
  }
  return (answer.headers.get("Content-Type")?.includes("json") ? JSON.parse(content) : content) as Answer;
}

function messageOf(content: string): string {
  try {
    const said = JSON.parse(content) as { error?: string | { message?: string }; message?: string };
    return (typeof said.error === "string" ? said.error : said.error?.message) ?? said.message ?? content;
  } catch {
    return content.slice(0, 300);
  }
}
