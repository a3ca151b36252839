import { isJsonObject, ProviderError } from "@agent-gym/core";
import type { Json, JsonObject, ProviderErrorCode } from "@agent-gym/core";

import type { SecretMask } from "../endpoint/secret-mask.ts";
import { objectsField, textField } from "../wire/read-field.ts";

/** Who is spoken of in messages, and what must not stand in them. */
export interface FailureContext {
  /** The endpoint's address, safe to show. */
  readonly endpoint: string;
  readonly hasKey: boolean;
  readonly mask: SecretMask;
}

interface Refusal {
  readonly status: number;
  /** The status that an error inside a good answer names. Default: that of the answer. */
  readonly meaning?: number;
  readonly body: string;
  readonly retryAfterMs?: number | undefined;
  /** Where a redirect leads. */
  readonly location?: string | undefined;
}

const longestQuote = 300;
const contextLength =
  /context[_ ](?:length|window|size)|maximum context|max_model_len|prompt is too long|input is too long|too many (?:input )?tokens|maximum (?:input|prompt) (?:length|tokens)|reduce the length|exceed_context/i;
const contentFilter =
  /content_filter|content management policy|content exists risk|content_policy|responsibleaipolicy/i;
const quota = /insufficient_quota|exceeded your current quota|billing|insufficient balance|credit/i;
const badKey =
  /(?:api|access)[ _-]?key.*(?:not valid|invalid|incorrect|expired)|(?:invalid|incorrect|expired).*(?:api|access)[ _-]?key|invalid_api_key/i;
const noModel = /model\b.*(?:does not exist|not found|not exist|unknown|no such)|model_not_found/i;

/** The error for an answer with a status that is no success. */
export function refusalError(refusal: Refusal, context: FailureContext): ProviderError {
  const { status, meaning = status, retryAfterMs } = refusal;
  const body = context.mask(refusal.body);
  const code = refusalCode(meaning, body);
  const said = serverWords(body);
  const advice = adviceFor(code, status, context, refusal.location);
  return new ProviderError({
    code,
    status,
    message: context.mask(
      `${context.endpoint} answered ${meaning === status ? status : "with an error"}${said === "" ? "" : ` (${said})`}: ${advice}.`,
    ),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The error that a body holds although its status was 200; `undefined` when it holds none. */
export function errorInBody(body: JsonObject, context: FailureContext): ProviderError | undefined {
  const { error } = body;
  const isError =
    isJsonObject(error) ||
    (typeof error === "string" && error !== "") ||
    body["object"] === "error";
  if (!isError) return undefined;
  return refusalError(
    { status: 200, meaning: namedStatus(body), body: JSON.stringify(body) },
    context,
  );
}

/** What a server says went wrong, in one line of at most 300 characters; `""` for nothing. */
export function serverWords(body: string): string {
  const text = body.trim();
  let words = text;
  try {
    words = errorText(JSON.parse(text) as Json) || text;
  } catch {
    if (text.startsWith("<")) {
      const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1]?.trim() ?? "";
      words = title === "" ? "a web page" : `a web page, "${title}"`;
    }
  }
  const line = words.replace(/\s+/g, " ").trim();
  return line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line;
}

function errorText(value: Json): string {
  if (typeof value === "string") return value;
  if (!isJsonObject(value)) return "";
  const inner = value["error"];
  if (typeof inner === "string" && inner !== "") return inner;
  if (isJsonObject(inner)) {
    const parts = [textField(inner, "message") || JSON.stringify(inner), textField(inner, "code")];
    return parts.filter((part) => part !== "").join(", ");
  }
  const details = objectsField(value, "detail").map(
    (one) =>
      `${Array.isArray(one["loc"]) ? `${one["loc"].join(".")}: ` : ""}${textField(one, "msg")}`,
  );
  return textField(value, "message") || textField(value, "detail") || details.join("; ");
}

function namedStatus(body: JsonObject): number {
  const inner = isJsonObject(body["error"]) ? body["error"] : body;
  for (const name of ["status", "code", "status_code"]) {
    const status = Number(inner[name]);
    if (Number.isInteger(status) && status >= 400 && status < 600) return status;
  }
  const kind = `${textField(inner, "type")} ${textField(inner, "code")}`.toLowerCase();
  if (kind.includes("rate_limit")) return 429;
  if (kind.includes("overloaded")) return 529;
  if (kind.includes("authentication") || kind.includes("permission")) return 401;
  if (kind.includes("not_found")) return 404;
  if (kind.includes("invalid_request") || kind.includes("badrequest")) return 400;
  return 500;
}

function refusalCode(status: number, body: string): ProviderErrorCode {
  switch (status) {
    case 401:
    case 403:
    case 407:
      return "authentication";
    case 402:
      return "payment";
    case 404:
    case 405:
    case 410:
    case 501:
      return "not-found";
    case 413:
      return "context-length";
    case 408:
    case 409:
    case 425:
      return "server";
    case 429:
      return quota.test(body) ? "payment" : "rate-limit";
    case 498:
    case 503:
    case 529:
      return "overloaded";
    default:
  }
  if (status >= 300 && status < 400) return "not-found";
  if (contextLength.test(body)) return "context-length";
  if (status >= 500) return "server";
  if (contentFilter.test(body)) return "content-filter";
  if (badKey.test(body)) return "authentication";
  return noModel.test(body) ? "not-found" : "bad-request";
}

function adviceFor(
  code: ProviderErrorCode,
  status: number,
  { endpoint, hasKey }: FailureContext,
  location: string | undefined,
): string {
  if (status >= 300 && status < 400) {
    const target = location?.replace(/[?#].*$/, "") ?? "nowhere";
    return `it redirects to ${target}, which is not followed; give the final address`;
  }
  switch (code) {
    case "authentication":
      return hasKey ? "the key was refused; check it" : "it needs a key, and none was given";
    case "payment":
      return "the account has no credit or quota left";
    case "not-found":
      return /\/v\d/.test(endpoint)
        ? "check the model's name, and that the address is that of an OpenAI-compatible server"
        : `check the address (often it is ${endpoint}/v1) and the model's name`;
    case "context-length":
      return "the conversation is too long for this model or server";
    case "content-filter":
      return "its filter refused the content";
    case "rate-limit":
      return "too many requests at a time";
    case "overloaded":
      return "the server is overloaded or not ready";
    case "server":
      return "the server failed";
    default:
      return "it refused the request";
  }
}
