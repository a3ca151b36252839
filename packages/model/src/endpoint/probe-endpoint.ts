import { isJsonObject } from "@agent-gym/core";

import { connectionError } from "../transport/connection-failure.ts";
import { refusalError, serverWords } from "../transport/provider-failure.ts";
import type { FailureContext } from "../transport/provider-failure.ts";
import { objectsField, textField } from "../wire/read-field.ts";
import { readEndpointAddress } from "./endpoint-address.ts";
import { readKey } from "./read-key.ts";
import { createRequestMask } from "./secret-mask.ts";

/** What a look at an endpoint found. */
export interface EndpointProbe {
  /**
   * - `ready`: it answers, and lists its models
   * - `unreachable`: no connection, or no answer in time
   * - `needs-key`: it asks for a key, or refuses the one that it was given
   * - `no-such-path`: something answers, but lists no models there
   * - `failing`: it answers with an error of its own
   */
  readonly status: "ready" | "unreachable" | "needs-key" | "no-such-path" | "failing";
  /** The finding in one line, for people; never holds the key. */
  readonly line: string;
  /** The names of its models, as far as it lists them. */
  readonly models: readonly string[];
}

const shownModels = 5;

/**
 * Looks whether an endpoint answers, by asking for its models; costs no tokens.
 *
 * @throws UsageError for an address or a key that can't be used.
 * @throws the signal's reason when aborted.
 */
export async function probeEndpoint(
  url: string,
  options: {
    readonly key?: string;
    readonly signal?: AbortSignal;
    /** Default: 5 seconds. */
    readonly timeoutMs?: number;
  } = {},
): Promise<EndpointProbe> {
  const { signal, timeoutMs = 5_000 } = options;
  signal?.throwIfAborted();
  const { base, query } = readEndpointAddress(url);
  const key = readKey(options.key);
  const context: FailureContext = {
    endpoint: base,
    hasKey: key !== undefined,
    mask: createRequestMask({ key, query }),
  };
  const found = (status: EndpointProbe["status"], line: string, models: string[] = []) => ({
    status,
    line: context.mask(line),
    models,
  });
  const timeout = AbortSignal.timeout(timeoutMs);
  let response: Response;
  let text: string;
  try {
    const search = new URLSearchParams(query).toString();
    response = await fetch(`${base}/models${search === "" ? "" : `?${search}`}`, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      redirect: "manual",
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    text = await response.text();
  } catch (error) {
    signal?.throwIfAborted();
    if (timeout.aborted) {
      return found("unreachable", `${base} gave no answer within ${timeoutMs / 1000} s.`);
    }
    const cause = error instanceof Error ? error.cause : undefined;
    return found("unreachable", connectionError(cause ?? error, context).message);
  }
  const { status } = response;
  if (response.ok) {
    const models = listedModels(text);
    if (models !== undefined) return found("ready", readyLine(base, models), models);
    const words = serverWords(context.mask(text)) || "an empty body";
    return found("no-such-path", `${base}/models answered, but lists no models (${words}).`);
  }
  const location = response.headers.get("location") ?? undefined;
  const error = refusalError({ status, body: text, location }, context);
  switch (error.code) {
    case "authentication":
      return found("needs-key", error.message);
    case "not-found":
      return found("no-such-path", error.message);
    default:
      return found("failing", error.message);
  }
}

function listedModels(text: string): string[] | undefined {
  try {
    const body = JSON.parse(text) as unknown;
    if (!isJsonObject(body) || !Array.isArray(body["data"])) return undefined;
    return objectsField(body, "data").map((model) => textField(model, "id"));
  } catch {
    return undefined;
  }
}

function readyLine(base: string, models: readonly string[]): string {
  if (models.length === 0) return `${base} answers, and lists no models.`;
  const more = models.length > shownModels ? `, and ${models.length - shownModels} more` : "";
  return `${base} answers; models: ${models.slice(0, shownModels).join(", ")}${more}.`;
}
