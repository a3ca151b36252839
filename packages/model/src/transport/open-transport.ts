import type { JsonObject } from "@agent-gym/core";
import { ProviderError } from "@agent-gym/core";
import OpenAI from "openai";
import { Agent } from "undici";

import type { EndpointAddress } from "../endpoint/endpoint-address.ts";
import { readRetryTime } from "../limiter/read-quota.ts";
import { connectionError } from "./connection-failure.ts";
import { refusalError } from "./provider-failure.ts";
import type { FailureContext } from "./provider-failure.ts";
import type { Transport, TransportAnswer } from "./transport.ts";
import { createUndiciFetch } from "./undici-fetch.ts";
import type { UndiciResponse } from "./undici-fetch.ts";

export interface TransportOptions {
  readonly address: EndpointAddress;
  readonly key: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly connectMs: number;
  /** `undefined` for no limit. */
  readonly connections: number | undefined;
  readonly maxResponseBytes: number;
  readonly failure: FailureContext;
}

// Servers under uvicorn close idle connections after 5 seconds: ours must go first.
const keepAliveMs = 4_000;
const longestTimeoutMs = 2 ** 31 - 1;
// Of an answer that is an error only the beginning is read, and not for long.
const errorBodyBytes = 64 * 1024;
const errorBodyMs = 5_000;

/** Opens a transport over the SDK of OpenAI, with connections of its own. */
export function openTransport(options: TransportOptions): Transport {
  const { address, key, headers, failure } = options;
  const agent = new Agent({
    connections: options.connections ?? null,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    // The attempt's own guard rules: these would cut every long generation at five minutes.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: Math.min(options.connectMs, longestTimeoutMs) },
  });
  const client = new OpenAI({
    baseURL: address.base,
    defaultQuery: { ...address.query },
    apiKey: key ?? "none",
    defaultHeaders: {
      "User-Agent": "agent-gym",
      ...(key === undefined ? { Authorization: null } : {}),
    },
    maxRetries: 0,
    timeout: longestTimeoutMs,
    // Without these the SDK takes them from its own environment variables.
    organization: null,
    project: null,
    logLevel: "off",
    fetch: createUndiciFetch(agent, headers),
  });
  return {
    post: async (path, body, { signal, onHeaders }) => {
      const response = await send(client, { path, body, signal, failure });
      const { nodeBody, nodeHeaders, nodeStatus: status } = response;
      onHeaders(nodeHeaders);
      if (status < 200 || status >= 300) {
        const text = await readErrorBody(nodeBody);
        signal.throwIfAborted();
        const location = nodeHeaders["location"];
        throw refusalError(
          {
            status,
            body: text,
            retryAfterMs: readRetryTime(nodeHeaders),
            location: typeof location === "string" ? location : undefined,
          },
          failure,
        );
      }
      return {
        contentType: mediaType(nodeHeaders["content-type"]),
        body: readBody(nodeBody, { signal, limit: options.maxResponseBytes, failure }),
      } satisfies TransportAnswer;
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

async function send(
  client: OpenAI,
  options: {
    readonly path: string;
    readonly body: JsonObject;
    readonly signal: AbortSignal;
    readonly failure: FailureContext;
  },
): Promise<UndiciResponse> {
  const { path, body, signal, failure } = options;
  try {
    const response = await client.post(path, { body, signal }).asResponse();
    return response as UndiciResponse;
  } catch (error) {
    signal.throwIfAborted();
    // The SDK wraps what its fetch throws.
    const cause = error instanceof Error ? error.cause : undefined;
    throw connectionError(cause ?? error, failure);
  }
}

async function* readBody(
  body: UndiciResponse["nodeBody"],
  options: {
    readonly signal: AbortSignal;
    readonly limit: number;
    readonly failure: FailureContext;
  },
): AsyncGenerator<Uint8Array, void, undefined> {
  const { signal, limit, failure } = options;
  const stop = (): void => void body.destroy();
  // The SDK's own link to the body is weak: without this one an abort may go unheard.
  signal.addEventListener("abort", stop);
  let size = 0;
  try {
    signal.throwIfAborted();
    for await (const bytes of body) {
      size += bytes.length;
      if (size > limit) {
        throw new ProviderError({
          code: "protocol",
          message: `${failure.endpoint} sent more than ${limit} bytes in one answer.`,
        });
      }
      yield bytes;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw ProviderError.isInstance(error) ? error : connectionError(error, failure);
  } finally {
    signal.removeEventListener("abort", stop);
  }
  // A body that was destroyed may end as if it were whole.
  signal.throwIfAborted();
}

async function readErrorBody(body: UndiciResponse["nodeBody"]): Promise<string> {
  const timer = setTimeout(() => body.destroy(), errorBodyMs);
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const bytes of body) {
      parts.push(bytes);
      size += bytes.length;
      if (size > errorBodyBytes) break;
    }
  } catch {
    // What has come says enough.
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(parts).toString("utf8", 0, Math.min(size, errorBodyBytes));
}

function mediaType(header: string | string[] | undefined): string {
  const value = (Array.isArray(header) ? header[0] : header) ?? "";
  return value.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
