// How a call of the API reaches the server. The generated functions know actions and types; a transport knows where
// the server is and on what the call rides: a session, or a signature made elsewhere. Nothing here holds a secret key.

export interface Transport {
  // Resolves with what stands under `Response`; rejects with an ApiError when that is an error.
  call<Response>(service: string, version: string, action: string, request: object): Promise<Response>;
}

// An answer that says no, or none at all (then `code` is empty).
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly requestId: string,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

export interface FetchTransportOptions {
  url: string;
  region?: string;
  // The headers that say who calls, made for each call anew.
  authorise: (call: { service: string; version: string; action: string; body: string }) => Promise<Record<string, string>>;
  // The fetch to use; the browser's own unless given.
  fetch?: typeof fetch;
}

interface ErrorBody {
  Error?: { Code: string; Message: string };
  RequestId: string;
}

export function fetchTransport(options: FetchTransportOptions): Transport {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  return {
    async call<Response>(service: string, version: string, action: string, request: object): Promise<Response> {
      const body = JSON.stringify(request);
      const headers: Record<string, string> = {
        "Content-Type": "application/json",
        "X-TC-Action": action,
        "X-TC-Version": version,
        ...(options.region === undefined ? {} : { "X-TC-Region": options.region }),
        ...(await options.authorise({ service, version, action, body })),
      };
      const answer = await send(options.url, { method: "POST", headers, body });
      if (!answer.ok) throw new ApiError("", `the server answered with status ${answer.status}`, "");
      const { Response: response } = (await answer.json()) as { Response: Response & ErrorBody };
      if (response.Error !== undefined) {
        throw new ApiError(response.Error.Code, response.Error.Message, response.RequestId);
      }
      return response;
    },
  };
}
