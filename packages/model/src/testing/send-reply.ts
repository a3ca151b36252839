import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

import { scriptedChunks, scriptedCompletion } from "./scripted-completion.ts";
import type {
  ScriptedAnswer,
  ScriptedFault,
  ScriptedHttp,
  ScriptedReply,
} from "./scripted-reply.ts";
import { isResponses } from "./scripted-request.ts";
import type { ScriptedRequest } from "./scripted-request.ts";
import { scriptedEvents, scriptedResponse } from "./scripted-response.ts";

interface Connection {
  readonly request: ScriptedRequest;
  readonly outgoing: ServerResponse;
  /** Fires when the server closes: ends pauses. */
  readonly signal: AbortSignal;
}

type Piece = string | Uint8Array | number;

/** Sends one reply; a stalled one is left open until the server closes. */
export async function sendReply(reply: ScriptedReply, connection: Connection): Promise<void> {
  if ("status" in reply) return sendHttp(reply, connection);
  if ("fault" in reply) return sendFault(reply, connection);
  const { outgoing, request } = connection;
  outgoing.writeHead(200, { "content-type": contentType(request) });
  await write(answerPieces(reply, request), connection);
  outgoing.end();
}

async function sendHttp(reply: ScriptedHttp, connection: Connection): Promise<void> {
  const { outgoing } = connection;
  const { status, headers = {}, body = "" } = reply;
  const isPieces = Array.isArray(body);
  const type = typeof body === "object" && !isPieces ? "application/json" : undefined;
  outgoing.writeHead(status, {
    ...(type === undefined ? {} : { "content-type": type }),
    ...headers,
  });
  if (isPieces) await write(body as readonly Piece[], connection);
  else outgoing.write(typeof body === "string" ? body : JSON.stringify(body));
  outgoing.end();
}

async function sendFault(reply: ScriptedFault, connection: Connection): Promise<void> {
  const { outgoing, request } = connection;
  const { fault, ...given } = reply;
  const answer: ScriptedAnswer =
    given.text === undefined && given.toolCalls === undefined
      ? { ...given, text: "This sentence is long enough to be cut in the middle of it." }
      : given;
  const http = (body: ScriptedHttp["body"], type = "application/json", status = 200) =>
    sendHttp({ status, headers: { "content-type": type }, body: body ?? "" }, connection);
  const half = async (): Promise<void> => {
    outgoing.writeHead(200, { "content-type": contentType(request) });
    const all = answerPieces(answer, request);
    // A plain answer is one piece, a stream is many: cut at the same place in both.
    const kept = request.stream
      ? all.slice(0, Math.floor(all.length / 2))
      : [String(all[0]).slice(0, Math.floor(String(all[0]).length / 2))];
    await write(kept, connection);
  };
  switch (fault) {
    case "reset":
      outgoing.socket?.resetAndDestroy();
      return;
    case "stall":
      return;
    case "stall-body":
      outgoing.writeHead(200, { "content-type": contentType(request) });
      outgoing.flushHeaders();
      return;
    case "stall-middle":
      return half();
    case "reset-middle":
      await half();
      // Let the half arrive first, or the reset overtakes it.
      await delay(20, undefined, { signal: connection.signal });
      outgoing.socket?.resetAndDestroy();
      return;
    case "cut":
      await half();
      outgoing.end();
      return;
    case "error-middle": {
      const error = { error: { message: "The engine died.", type: "server_error", code: 500 } };
      if (!request.stream) return http(error);
      await half();
      const event = isResponses(request) ? { ...error.error, type: "error" } : error;
      outgoing.end(`data: ${JSON.stringify(event)}\n\n`);
      return;
    }
    case "error-in-200": {
      const error = { message: "The model is not loaded.", type: "server_error" };
      return http(isResponses(request) ? { status: "failed", output: [], error } : { error });
    }
    case "html":
      return http("<!doctype html><title>Sign in</title><h1>Sign in</h1>", "text/html");
    case "empty":
      return http("", contentType(request));
    case "invalid-json":
      return http(
        request.stream ? 'data: {"choices": [\n\n' : '{"choices": [',
        contentType(request),
      );
    case "redirect":
      outgoing.writeHead(302, { location: "/v1/elsewhere" }).end();
  }
}

function contentType(request: ScriptedRequest): string {
  return request.stream ? "text/event-stream" : "application/json";
}

function answerPieces(answer: ScriptedAnswer, request: ScriptedRequest): readonly Piece[] {
  const isChat = !isResponses(request);
  if (!request.stream) {
    return [JSON.stringify((isChat ? scriptedCompletion : scriptedResponse)(answer, request))];
  }
  const events = isChat
    ? [
        ...scriptedChunks(answer, request).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
        "data: [DONE]\n\n",
      ]
    : scriptedEvents(answer, request).map(
        (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
      );
  const pause = answer.chunkDelayMs ?? 0;
  return events.flatMap((event) => (pause > 0 ? [event, pause] : [event]));
}

async function write(pieces: readonly Piece[], { outgoing, signal }: Connection): Promise<void> {
  for (const piece of pieces) {
    if (outgoing.destroyed) return;
    if (typeof piece === "number") await delay(piece, undefined, { signal });
    else outgoing.write(piece);
  }
}
