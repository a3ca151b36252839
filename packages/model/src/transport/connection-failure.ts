import { ProviderError } from "@agent-gym/core";
import type { ProviderErrorCode } from "@agent-gym/core";

import type { FailureContext } from "./provider-failure.ts";

// An error can't carry a mark of ours, and its text is no place to look for one.
const unsent = new WeakSet<ProviderError>();

/** Whether an error is that of a connection that never stood: the server has seen no request. */
export function neverStood(error: ProviderError): boolean {
  return unsent.has(error);
}

/**
 * The error for a connection that did not come about, or broke. Of its cause only name, code and
 * message are kept: an error of a library may hold the request with its key.
 */
export function connectionError(error: unknown, context: FailureContext): ProviderError {
  const [code, problem] = explain(error, context);
  const failure = new ProviderError({
    code,
    message: context.mask(`${context.endpoint} ${problem}${problem.endsWith("?") ? "" : "."}`),
    cause: plainCause(error, context),
  });
  if (code === "connect-timeout" || neverStoodCodes.has(errorCode(error))) unsent.add(failure);
  return failure;
}

const neverStoodCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
]);

function explain(
  error: unknown,
  { endpoint }: FailureContext,
): readonly [ProviderErrorCode, string] {
  const code = errorCode(error);
  switch (code) {
    case "ECONNREFUSED":
      return ["connection", "refuses the connection: is the server running, and is this its port?"];
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return [
        "connection",
        "can't be reached: its host name is not known; check the address and the network",
      ];
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return ["connection", "can't be reached: there is no way to its host; check the network"];
    case "UND_ERR_CONNECT_TIMEOUT":
    case "ETIMEDOUT":
      return [
        "connect-timeout",
        "did not take the connection in time: is the host up, and the port open?",
      ];
    case "ECONNRESET":
    case "EPIPE":
    case "UND_ERR_SOCKET":
      return ["connection", "broke off the connection"];
    default:
  }
  if (code.startsWith("HPE_") || (error instanceof Error && error.name === "HTTPParserError")) {
    return ["protocol", "does not speak HTTP: is this the server's port?"];
  }
  if (/CERT|TLS|SSL|EPROTO|SIGNATURE|ISSUER/.test(code)) {
    const hint = endpoint.startsWith("https:") ? "; is it an http:// address?" : "";
    return ["connection", `can't be reached safely (${code})${hint}`];
  }
  return ["connection", `can't be reached (${code || ownWords(error)})`];
}

/** What an error without a code says: `fetch` so refuses ports that no web server may have. */
function ownWords(error: unknown): string {
  const words = error instanceof Error ? error.message.replace(/\s+/g, " ").trim() : "";
  return words === "" ? "no reason was given" : words;
}

function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { code, errors } = error as { readonly code?: unknown; readonly errors?: unknown };
  if (typeof code === "string") return code;
  // One error for each address of the host.
  return Array.isArray(errors) ? errorCode(errors[0]) : "";
}

function plainCause(error: unknown, { mask }: FailureContext): Error {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const code = errorCode(error);
  return new Error(mask([name, code, message].filter((part) => part !== "").join(": ")));
}
