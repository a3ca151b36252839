import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import {
  type ChatModel,
  type ChatResult,
  type Episode,
  isJsonObject,
  type Json,
} from "@agent-gym/core";

import { answerLogOf } from "./answer-log.ts";
import { HttpFault, httpFaultOf } from "./http-fault.ts";
import { badRequest, readChatRequest } from "./read-chat-request.ts";
import { writeChunks, writeCompletion } from "./write-completion.ts";

/** An OpenAI-compatible endpoint in this process, with the episode's own model behind it. */
export interface RecordingEndpoint extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/v1`. */
  readonly baseURL: string;
  /** A bearer key that only this endpoint knows; every request must carry it. */
  readonly apiKey: string;
  /** The model's name. Requests may name any: there is one model, and it answers. */
  readonly model: string;
  /** Breaks what is open and stops listening. May be called twice. */
  readonly close: () => Promise<void>;
}

/** Who asks through the endpoint, and where it listens. */
export interface RecordingEndpointOptions {
  /** Whose model answers, and under which role it is counted. Default: `agent`. */
  readonly role?: string;
  /**
   * After so many milliseconds without an answer, and again after as many, a space is sent, so that no
   * client gives up on a model that is slow or waits its turn. Default: 60,000.
   */
  readonly keepAliveMs?: number;
}

/** How long an agent that did not hear of its episode's end is still told of it, in milliseconds. */
const lingerMs = 2_000;

const maximumBytes = 64 * 1024 * 1024;

/**
 * Opens an OpenAI-compatible endpoint on 127.0.0.1, on a port of its own, for an agent that makes its
 * own model calls: `POST /chat/completions`, plain or streamed, and `GET /models`. Each call goes to
 * the episode's metered model: it is recorded, counted and limited like any other agent's.
 *
 * What is wrong is an HTTP error with a message: 400 for a request that can't be read, 401 without
 * the key, 410 once the episode is over, which no client tries again. A failure of the model or a
 * limit ends the episode before the agent hears of it, so an agent that swallows the error changes
 * nothing. The endpoint closes with the episode, two seconds after its end at the latest.
 *
 * Handed a model instead of an episode, it serves that model until it is closed.
 */
export async function openRecordingEndpoint(
  source: Episode | ChatModel,
  { role = "agent", keepAliveMs = 60_000 }: RecordingEndpointOptions = {},
): Promise<RecordingEndpoint> {
  const episode = "complete" in source ? undefined : source;
  const model = "complete" in source ? source : source.model(role);
  const apiKey = `agent-gym-${randomBytes(24).toString("hex")}`;
  const closing = new AbortController();

  const ask = async (body: Json, signal: AbortSignal): Promise<ChatResult> => {
    const result = await model.complete(readChatRequest(body), { signal });
    if (episode !== undefined) answerLogOf(episode).add(result, episode.start.tools);
    return result;
  };

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    if (!isBearer(incoming.headers.authorization, apiKey)) {
      throw new HttpFault(401, "invalid_api_key", "The endpoint's apiKey is missing or wrong.");
    }
    const path = (incoming.url ?? "/").split("?")[0];
    if (incoming.method === "GET" && path === "/v1/models") {
      const data = [{ id: model.id, object: "model", created: 0, owned_by: "agent-gym" }];
      return send(outgoing, JSON.stringify({ object: "list", data }));
    }
    if (incoming.method !== "POST" || path !== "/v1/chat/completions") {
      const message = `There is no ${incoming.method} ${path} here: ask POST /v1/chat/completions.`;
      throw new HttpFault(404, "not_found", message);
    }
    const body = await readBody(incoming);
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const isStream = isJsonObject(body) && body["stream"] === true;
    const stopAlive = keepAlive(outgoing, { isStream, every: keepAliveMs });
    const result = await ask(body, AbortSignal.any([gone.signal, closing.signal])).finally(
      stopAlive,
    );
    const head = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000) };
    if (!isStream) return send(outgoing, JSON.stringify(writeCompletion(result, head)));
    const options = isJsonObject(body) ? body["stream_options"] : undefined;
    const includeUsage = isJsonObject(options) && options["include_usage"] === true;
    const events = [
      ...writeChunks(result, head, { includeUsage }).map((chunk) => JSON.stringify(chunk)),
      "[DONE]",
    ];
    send(outgoing, events.map((data) => `data: ${data}\n\n`).join(""), "text/event-stream");
  };

  const server = createServer((incoming, outgoing) => {
    // A client that goes away is an everyday thing for a server.
    incoming.on("error", () => {});
    outgoing.on("error", () => {});
    answer(incoming, outgoing).catch((error: unknown) => {
      if (outgoing.destroyed) return;
      const { status, body } = httpFaultOf(error, episode?.over === true);
      // The client's own rules would have it ask again.
      const headers = { "x-should-retry": "false", connection: "close" };
      const isEvent = String(outgoing.getHeader("content-type")).startsWith("text/event-stream");
      if (outgoing.headersSent) outgoing.end(isEvent ? `data: ${body}\n\n` : body);
      else outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  let closed: Promise<unknown> | undefined;
  let linger: ReturnType<typeof setTimeout> | undefined;
  const onOver = (): void => {
    linger = setTimeout(() => void close(), lingerMs);
  };
  const close = async (): Promise<void> => {
    episode?.signal.removeEventListener("abort", onOver);
    clearTimeout(linger);
    if (closed === undefined) {
      closed = once(server, "close");
      closing.abort(new Error("The endpoint is closed."));
      server.close();
      server.closeAllConnections();
    }
    await closed;
  };
  if (episode?.signal.aborted === true) onOver();
  else episode?.signal.addEventListener("abort", onOver, { once: true });
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    apiKey,
    model: model.id,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function isBearer(header: string | undefined, key: string): boolean {
  const given = Buffer.from(header ?? "");
  const wanted = Buffer.from(`Bearer ${key}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readBody(incoming: IncomingMessage): Promise<Json> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of incoming) {
    bytes += (part as Buffer).length;
    if (bytes > maximumBytes) throw new HttpFault(413, "too_large", "The request is over 64 MiB.");
    parts.push(part as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8")) as Json;
  } catch {
    throw badRequest("the body is no JSON");
  }
}

/** Both a comment in a stream and a space before JSON mean nothing to whoever reads them. */
function keepAlive(
  outgoing: ServerResponse,
  { isStream, every }: { readonly isStream: boolean; readonly every: number },
): () => void {
  const type = isStream ? "text/event-stream" : "application/json";
  const timer = setInterval(() => {
    if (!outgoing.headersSent) outgoing.writeHead(200, { "content-type": type });
    outgoing.write(isStream ? ": waiting\n\n" : " ");
  }, every);
  return () => clearInterval(timer);
}

function send(outgoing: ServerResponse, body: string, type = "application/json"): void {
  if (!outgoing.headersSent) outgoing.writeHead(200, { "content-type": type });
  outgoing.end(body);
}
