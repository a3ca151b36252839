import type { JsonObject, ProviderErrorCode } from "@agent-gym/core";
import { ProviderError } from "@agent-gym/core";

import type { ChatTimeouts } from "../chat-model-options.ts";
import type { AnswerHeaders } from "../limiter/read-quota.ts";
import { AbortGuard } from "../transport/abort-guard.ts";
import type { FailureContext } from "../transport/provider-failure.ts";
import type { Transport } from "../transport/transport.ts";
import type { Answer } from "../wire/answer.ts";
import { brokenFinishReasons } from "../wire/finish-reason.ts";
import type { AnswerAssembly, WireApi } from "../wire/wire-api.ts";
import { readCompletion } from "./read-completion.ts";
import { readStream } from "./read-stream.ts";

/** One answer, and how long it took. */
export interface Attempt {
  readonly answer: Answer;
  /** The field in which thoughts came, if any did. */
  readonly reasoningField: string | undefined;
  /** Absent where the answer came in one piece. */
  readonly firstTokenMs?: number;
  readonly totalMs: number;
}

export interface AttemptOptions {
  readonly api: WireApi;
  /** A new one for each attempt. */
  readonly assembly: AnswerAssembly;
  readonly transport: Transport;
  readonly timeouts: Required<ChatTimeouts>;
  readonly failure: FailureContext;
  readonly signal: AbortSignal;
  readonly onHeaders: (headers: AnswerHeaders) => void;
  readonly onText: (text: string) => void;
}

// How long a whole answer waits for its usage and its end.
const tailMs = 2_000;

/**
 * Sends one body once and reads the answer, as a stream or plain, whichever comes.
 *
 * @throws ProviderError for whatever the endpoint did wrong.
 * @throws the signal's reason when aborted.
 */
export async function attemptChat(body: JsonObject, options: AttemptOptions): Promise<Attempt> {
  const { api, assembly, transport, timeouts, failure, signal, onHeaders, onText } = options;
  using guard = new AbortGuard(signal);
  const limit = (code: ProviderErrorCode, milliseconds: number, what: string): void =>
    guard.limit(
      milliseconds,
      () =>
        new ProviderError({
          code,
          message: `${failure.endpoint} ${what} within ${milliseconds / 1000} s.`,
        }),
    );
  const sent = performance.now();
  const wantsStream = body["stream"] === true;
  if (wantsStream) limit("first-token-timeout", timeouts.firstTokenMs, "sent no first token");

  const { contentType, body: bytes } = await transport.post(api.path, body, {
    signal: guard.signal,
    onHeaders,
  });
  let firstToken: number | undefined;
  if (isEventStream(contentType, wantsStream)) {
    if (!wantsStream) limit("first-token-timeout", timeouts.firstTokenMs, "sent no first token");
    const listener = {
      // Comments that keep a connection alive are no tokens.
      heard: () => void (assembly.started && guard.refresh()),
      started: () => {
        firstToken = performance.now();
        limit("idle-timeout", timeouts.idleMs, "fell silent in the middle of its answer: no byte");
      },
      finished: () => limit("idle-timeout", Math.min(tailMs, timeouts.idleMs), "did not end"),
      text: onText,
    };
    await readStream(bytes, { assembly, api, listener, failure });
  } else {
    limit("idle-timeout", timeouts.idleMs, "fell silent in the middle of its answer: no byte");
    await readCompletion(bytes, { assembly, api, heard: () => guard.refresh(), failure });
  }
  const broken = assembly.finish?.toLowerCase() ?? "";
  if (brokenFinishReasons.has(broken)) {
    throw new ProviderError({
      code: broken === "insufficient_system_resource" ? "overloaded" : "server",
      message: `${failure.endpoint} broke its answer off (finish reason "${broken}").`,
    });
  }
  const ended = performance.now();
  return {
    answer: assembly.build(),
    reasoningField: assembly.reasoningField,
    ...(firstToken === undefined ? {} : { firstTokenMs: firstToken - sent }),
    totalMs: ended - sent,
  };
}

function isEventStream(contentType: string, wanted: boolean): boolean {
  if (contentType === "text/event-stream") return true;
  // A server that can't stream answers plainly; a web page is never a stream.
  return wanted && !contentType.includes("json") && !contentType.includes("html");
}
