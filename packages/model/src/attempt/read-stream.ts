import { isJsonObject, ProviderError } from "@agent-gym/core";
import type { JsonObject } from "@agent-gym/core";
import { createParser } from "eventsource-parser";

import { errorInBody } from "../transport/provider-failure.ts";
import type { FailureContext } from "../transport/provider-failure.ts";
import type { AnswerAssembly, WireApi } from "../wire/wire-api.ts";

/** What is told of a stream while it is read. */
export interface StreamListener {
  /** Bytes came. */
  readonly heard: () => void;
  /** The first piece of the answer came. */
  readonly started: () => void;
  /** All of the answer came; only its usage or its end may follow. */
  readonly finished: () => void;
  /** Text of the answer, as it comes. */
  readonly text: (text: string) => void;
}

/**
 * Reads a stream of events to its end. It is whole with a finish reason or `[DONE]`; what breaks
 * after that does no harm.
 *
 * @throws ProviderError for an event that is an error or no JSON, and for an end without either.
 */
export async function readStream(
  body: AsyncIterable<Uint8Array>,
  options: {
    readonly assembly: AnswerAssembly;
    readonly api: WireApi;
    readonly listener: StreamListener;
    readonly failure: FailureContext;
  },
): Promise<void> {
  const { assembly, api, listener, failure } = options;
  let finished = false;
  let hasEvents = false;

  const finish = (): void => {
    if (finished) return;
    finished = true;
    listener.finished();
  };
  const addData = (data: string): void => {
    if (data.trim() === "") return;
    hasEvents = true;
    if (data.trim() === "[DONE]") return finish();
    for (const chunk of parseChunks(data, failure)) {
      const error = errorInBody(api.withError(chunk), failure);
      if (error !== undefined) throw error;
      const wasStarted = assembly.started;
      const text = assembly.addChunk(chunk);
      if (assembly.started && !wasStarted) listener.started();
      if (text !== "") listener.text(text);
      if (assembly.finish !== undefined) finish();
    }
  };

  const decoder = new TextDecoder();
  const parser = createParser({ onEvent: ({ data }) => addData(data) });
  try {
    for await (const bytes of body) {
      listener.heard();
      parser.feed(decoder.decode(bytes, { stream: true }));
    }
    // The last event of some servers lacks its blank line.
    if (!finished) parser.feed(`${decoder.decode()}\n\n`);
  } catch (error) {
    if (finished && ProviderError.isInstance(error)) return;
    throw incomplete(error, assembly, failure);
  }
  if (!finished) throw unfinished(hasEvents, failure);
}

// Some servers write an event per line and no blank lines between them.
function parseChunks(data: string, failure: FailureContext): readonly JsonObject[] {
  const whole = tryParse(data);
  if (whole !== undefined) return [whole];
  const lines = data.split("\n").filter((line) => line.trim() !== "" && line.trim() !== "[DONE]");
  return lines.map((line) => {
    const chunk = tryParse(line);
    if (chunk !== undefined) return chunk;
    throw new ProviderError({
      code: "protocol",
      message: `${failure.endpoint} sent an event that is no JSON object (${failure.mask(line).slice(0, 100)}).`,
      status: 200,
    });
  });
}

function tryParse(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function incomplete(error: unknown, assembly: AnswerAssembly, failure: FailureContext): unknown {
  if (!ProviderError.isInstance(error) || error.code !== "connection" || !assembly.started) {
    return error;
  }
  return new ProviderError({
    code: "incomplete-stream",
    message: `${failure.endpoint} broke off in the middle of its answer.`,
    cause: error.cause,
  });
}

function unfinished(hasEvents: boolean, failure: FailureContext): ProviderError {
  return hasEvents
    ? new ProviderError({
        code: "incomplete-stream",
        message: `${failure.endpoint} ended its stream without a finish reason or [DONE]: the answer is cut off.`,
      })
    : new ProviderError({
        code: "protocol",
        message: `${failure.endpoint} answered an event stream without any event.`,
        status: 200,
      });
}
