import { request as open, type IncomingMessage } from "node:http";

import type { Json, JsonObject } from "@agent-gym/core";

import { readHeaders } from "./read-headers.ts";
import { readPath } from "./read-path.ts";
import type { ServiceRequest } from "./request-schema.ts";

/** What the service said, as an agent is shown it. */
export interface ServiceAnswer {
  readonly status: number;
  /** Those that say something about the answer; none of the connection. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON where it is all there, else text; `null` where there is none. */
  readonly body: Json;
  /** There when the body was too long: what was cut. */
  readonly cut?: string;
}

/** How far a request may go. */
export interface RequestLimits {
  /** The most characters of a body that are shown. */
  readonly longestAnswer: number;
}

const longestRequest = 256 * 1024;
const told: readonly string[] = [
  "allow",
  "content-type",
  "etag",
  "location",
  "retry-after",
  "www-authenticate",
];

/** A request as it will be sent, or what is wrong with it, in words that its writer can act on. */
export type ReadRequest =
  | { readonly problem: string }
  | {
      readonly method: string;
      readonly path: string;
      readonly headers: ReadonlyMap<string, string>;
      readonly body: string | undefined;
    };

/** Reads what an agent wrote, before anything is sent. */
export function readRequest({ method, path, headers = {}, body }: ServiceRequest): ReadRequest {
  const place = readPath(path);
  if ("problem" in place) return place;
  const fields = readHeaders(headers);
  if ("problem" in fields) return fields;
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  if (text !== undefined && Buffer.byteLength(text) > longestRequest) {
    return { problem: `body: at most ${longestRequest} bytes` };
  }
  const typed = new Map(fields.headers);
  if (text !== undefined && !typed.has("content-type")) {
    typed.set("content-type", "application/json");
  }
  return { method, path: place.path, headers: typed, body: text };
}

/**
 * Sends a request to a port of the loopback interface, over a connection of its own. Redirects are
 * answers like any other.
 *
 * @throws what `signal` was aborted with, or the connection's error.
 */
export async function sendRequest(
  { method, path, headers, body }: Exclude<ReadRequest, { readonly problem: string }>,
  port: number,
  { longestAnswer, signal }: RequestLimits & { readonly signal: AbortSignal },
): Promise<ServiceAnswer> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = open({ host: "127.0.0.1", port, method, path, agent: false, signal });
  request.on("response", resolve).on("error", reject);
  for (const [name, value] of headers) request.setHeader(name, value);
  // Without its length the body of a GET would stand there as if it were a request of its own.
  if (body !== undefined) request.setHeader("content-length", Buffer.byteLength(body));
  request.end(body);
  try {
    const response = await promise;
    const { text, more } = await readText(response, longestAnswer);
    return {
      status: response.statusCode ?? 0,
      headers: Object.fromEntries(
        told.flatMap((name) => {
          const value = response.headers[name];
          return typeof value === "string" ? [[name, value]] : [];
        }),
      ),
      body: more ? text : bodyOf(text, response.headers["content-type"] ?? ""),
      ...(more ? { cut: `Only the first ${longestAnswer} characters of the body are shown.` } : {}),
    };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    request.destroy();
  }
}

async function readText(
  response: IncomingMessage,
  most: number,
): Promise<{ readonly text: string; readonly more: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length <= most) continue;
    // Half of a character is no text.
    return { text: text.slice(0, most).replace(/\p{Surrogate}$/u, ""), more: true };
  }
  return { text: text + decoder.decode(), more: false };
}

function bodyOf(text: string, type: string): Json {
  if (text === "") return null;
  if (!type.includes("json")) return text;
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return text;
  }
}
