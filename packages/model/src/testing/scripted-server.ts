import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

import type { JsonObject } from "@agent-gym/core";

import type { ScriptedReply } from "./scripted-reply.ts";
import { readScriptedRequest } from "./scripted-request.ts";
import type { ScriptedRequest } from "./scripted-request.ts";
import { sendReply } from "./send-reply.ts";

/** What a scripted server answers, and where. */
export interface ScriptedServerOptions {
  /** What to do with each request for a completion. What it throws becomes a status 500. */
  readonly reply: (request: ScriptedRequest) => ScriptedReply | Promise<ScriptedReply>;
  /** Names that `GET /v1/models` lists. Default: `scripted`. */
  readonly models?: readonly string[];
  /** The bearer key that every request must carry, else 401. Default: none is asked for. */
  readonly key?: string;
}

/** An OpenAI-compatible server that says what it is told to say. */
export interface ScriptedServer extends AsyncDisposable {
  /** Ends in `/v1`. */
  readonly url: string;
  /** Requests for completions so far, oldest first. */
  readonly requests: readonly ScriptedRequest[];
  /** The most requests for completions that were open at one time. */
  readonly peak: number;
  /** Stops listening and breaks every open connection. May be called twice. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a server on 127.0.0.1, on a port of its own, which answers `POST /v1/chat/completions` and
 * `POST /v1/responses` (plain, and as a stream) and `GET /v1/models`.
 *
 * ```ts
 * await using server = await startScriptedServer({
 *   reply: ({ index }) => (index === 0 ? { status: 503 } : { text: "Hello." }),
 * });
 * ```
 */
export async function startScriptedServer(options: ScriptedServerOptions): Promise<ScriptedServer> {
  const { reply, models = ["scripted"], key } = options;
  const requests: ScriptedRequest[] = [];
  const closing = new AbortController();
  let open = 0;
  let peak = 0;

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const path = new URL(incoming.url ?? "/", "http://localhost").pathname;
    const text = await readText(incoming);
    const headers = incoming.headers as Readonly<Record<string, string>>;
    if (key !== undefined && headers["authorization"] !== `Bearer ${key}`) {
      return sendJson(outgoing, 401, { error: { message: "The key is missing or wrong." } });
    }
    if (incoming.method === "GET" && path === "/v1/models") {
      const data = models.map((id) => ({ id, object: "model" }));
      return sendJson(outgoing, 200, { object: "list", data });
    }
    if (incoming.method !== "POST" || !completionPaths.has(path)) {
      return sendJson(outgoing, 404, { error: { message: `There is no ${path} here.` } });
    }
    const body = JSON.parse(text) as JsonObject;
    const request = readScriptedRequest(body, { index: requests.length, headers, path });
    requests.push(request);
    open += 1;
    peak = Math.max(peak, open);
    outgoing.once("close", () => (open -= 1));
    const chosen = await reply(request);
    if (chosen.latencyMs !== undefined && chosen.latencyMs > 0) {
      await delay(chosen.latencyMs, undefined, { signal: closing.signal });
    }
    await sendReply(chosen, { request, outgoing, signal: closing.signal });
  };

  const server = createServer((incoming, outgoing) => {
    // A client that goes away is an everyday thing for a server.
    incoming.on("error", () => {});
    outgoing.on("error", () => {});
    answer(incoming, outgoing).catch((error: unknown) => {
      if (closing.signal.aborted || outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
      else sendJson(outgoing, 500, { error: { message: `The script threw: ${String(error)}` } });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const close = async (): Promise<void> => {
    if (closing.signal.aborted) return;
    closing.abort();
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    get peak(): number {
      return peak;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

const completionPaths: ReadonlySet<string> = new Set(["/v1/chat/completions", "/v1/responses"]);

async function readText(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function sendJson(outgoing: ServerResponse, status: number, body: JsonObject): void {
  outgoing.writeHead(status, { "content-type": "application/json" });
  outgoing.end(JSON.stringify(body));
}
