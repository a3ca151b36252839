import { request } from "undici";
import type { Agent } from "undici";

/** The headers that are sent; whatever else the SDK adds says more than a server needs. */
const sentHeaders: ReadonlySet<string> = new Set([
  "accept",
  "authorization",
  "content-type",
  "user-agent",
]);

type Headers_ = Readonly<Record<string, string | string[] | undefined>>;

/** An answer whose body is read as the Node stream that it is: web streams cost twice the time. */
export class UndiciResponse extends Response {
  readonly nodeBody: AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown };
  readonly nodeHeaders: Headers_;
  readonly nodeStatus: number;

  constructor(status: number, headers: Headers_, body: UndiciResponse["nodeBody"]) {
    // The class refuses bodies and statuses that occur on the wire: it is only the envelope.
    super(null, { status: 200 });
    this.nodeStatus = status;
    this.nodeHeaders = headers;
    this.nodeBody = body;
  }
}

/**
 * A `fetch` for the SDK over `undici.request`: no web streams, no redirects, no header beyond the
 * needed ones and `extra`. It resolves for every status; who reads the answer judges it.
 */
export function createUndiciFetch(
  agent: Agent,
  extra: Readonly<Record<string, string>>,
): typeof fetch {
  return async (input, init = {}) => {
    const headers: Record<string, string> = {};
    new Headers(init.headers).forEach((value, name) => {
      if (sentHeaders.has(name)) headers[name] = value;
    });
    const {
      statusCode,
      headers: answered,
      body,
    } = await request(input as string, {
      dispatcher: agent,
      method: "POST",
      headers: { ...headers, ...extra },
      body: init.body as string,
      signal: init.signal ?? null,
    });
    return new UndiciResponse(statusCode, answered, body);
  };
}
