import { ProviderError } from "@agent-gym/core";
import type {
  CallScope,
  ChatModel,
  ChatResult,
  JsonObject,
  ProviderErrorCode,
} from "@agent-gym/core";

import { lockFile } from "../files/file-lock.ts";
import { CacheFile } from "./cache-file.ts";
import type { RecordedCall } from "./cache-file.ts";
import { cacheKey, toCacheRequest } from "./cache-request.ts";
import type { CacheableModel, CacheRequest } from "./cache-request.ts";
import { requestDifference } from "./request-difference.ts";

/**
 * - `record`: every call is made, and written down; it takes the place of an earlier one
 * - `replay`: no call is made; one that was not recorded fails
 * - `replay-or-live`: what was recorded is replayed, the rest is made and written down
 */
export type ModelCacheMode = "record" | "replay" | "replay-or-live";

/** What a cache has done. */
export interface ModelCacheStatistics {
  /** Calls that were answered from the file: they cost nothing. */
  readonly replayed: number;
  /** Calls that were made and written down. */
  readonly recorded: number;
}

/** Calls of models, written down once and answered from the file later. */
export interface ModelCache extends AsyncDisposable {
  /** What it did so far. */
  readonly statistics: ModelCacheStatistics;
  /**
   * The same model, recorded or replayed. A replayed answer is the recorded one with its usage and
   * its cost, byte for byte; only its times are those of the replay. So are recorded errors.
   */
  readonly wrap: (model: CacheableModel) => ChatModel;
}

/**
 * Opens a cache of model calls: a file of JSON lines that is only ever added to. One that was cut off
 * in the middle of a line has lost that line alone.
 *
 * A call is found by who made it (its {@link CallScope}), so that neither the order nor the number of
 * calls under way matters, and must ask the same: model, messages, tools, sampling, stop, schema and
 * body, never keys or addresses. Calls without a scope are found by what they ask, in their order.
 *
 * @throws UsageError when the file can't be used, or another process writes it.
 */
export async function openModelCache(options: {
  readonly file: string;
  readonly mode: ModelCacheMode;
}): Promise<ModelCache> {
  const { file, mode } = options;
  const writes = mode !== "replay";
  const lock = writes ? await lockFile(file) : undefined;
  let lines: CacheFile;
  try {
    lines = new CacheFile(file, { writes, records: mode === "record" });
  } catch (error) {
    await lock?.[Symbol.asyncDispose]();
    throw error;
  }
  const count = { replayed: 0, recorded: 0 };
  const asked = new Map<string, number>();
  let isOpen = true;

  const find = (key: string, scope: CallScope | undefined): RecordedCall | undefined => {
    if (mode === "record") return undefined;
    if (scope !== undefined) {
      const call = lines.find(scope);
      return call?.key === key ? call : undefined;
    }
    const ordinal = asked.get(key) ?? 0;
    asked.set(key, ordinal + 1);
    return lines.findUnscoped(key, ordinal);
  };

  return {
    get statistics(): ModelCacheStatistics {
      return { ...count };
    },
    wrap: (model) => ({
      id: model.id,
      complete: async (request, chat) => {
        const { signal, scope, onDelta } = chat;
        signal.throwIfAborted();
        const began = performance.now();
        const canonical = toCacheRequest(request, model);
        const key = cacheKey(canonical);
        const call = find(key, scope);
        const outcome = call === undefined ? undefined : lines.outcomeOf(call);
        if (outcome?.result !== undefined) {
          count.replayed += 1;
          const result = replayed(outcome.result, began);
          if (result.message.content !== "") onDelta?.(result.message.content);
          return result;
        }
        if (outcome?.error !== undefined) {
          const error = toError(outcome.error);
          if (mode === "replay" || isLasting(error)) {
            count.replayed += 1;
            throw error;
          }
        }
        if (mode === "replay") throw notRecorded(lines, canonical, scope);

        const write = (what: { readonly result: JsonObject } | { readonly error: JsonObject }) => {
          if (!isOpen) return;
          lines.add({ key, scope }, canonical, what);
          count.recorded += 1;
        };
        let result: ChatResult;
        try {
          result = await model.complete(request, chat);
        } catch (error) {
          if (isOfTheModel(error)) write({ error: fromError(error) });
          throw error;
        }
        write({ result: result as unknown as JsonObject });
        return result;
      },
    }),
    [Symbol.asyncDispose]: async () => {
      if (!isOpen) return;
      isOpen = false;
      lines[Symbol.dispose]();
      await lock?.[Symbol.asyncDispose]();
    },
  };
}

function replayed(recorded: JsonObject, began: number): ChatResult {
  const result = recorded as unknown as ChatResult;
  const tookMs = performance.now() - began;
  return {
    ...result,
    milliseconds: { queued: 0, total: tookMs },
    ...(result.retries === undefined
      ? {}
      : { retries: result.retries.map((retry) => ({ ...retry, waitedMs: 0 })) }),
  };
}

/** Whether an error tells of the model and its endpoint, not of this run. */
function isOfTheModel(error: unknown): error is ProviderError {
  return ProviderError.isInstance(error) && error.code !== "budget" && error.code !== "replay";
}

/** Whether the same request would meet the same error again. */
function isLasting({ retryable, fatal }: ProviderError): boolean {
  return !retryable && !fatal;
}

function fromError(error: ProviderError): JsonObject {
  const { code, message, status, retryAfterMs } = error;
  return {
    code,
    message,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function toError(recorded: JsonObject): ProviderError {
  return new ProviderError(
    recorded as unknown as { readonly code: ProviderErrorCode; readonly message: string },
  );
}

function notRecorded(
  lines: CacheFile,
  asked: CacheRequest,
  scope: CallScope | undefined,
): ProviderError {
  return new ProviderError({
    code: "replay",
    message: `${missing(lines, asked, scope)}. Record it anew, or replay with replay-or-live.`,
  });
}

function missing(lines: CacheFile, asked: CacheRequest, scope: CallScope | undefined): string {
  if (scope === undefined) return "No answer was recorded for this request, or not as often";
  const { episode, role, ordinal } = scope;
  const same = lines.ofRole(scope);
  const nearest = [...same.keys()].toSorted(
    (left, right) => Math.abs(left - ordinal) - Math.abs(right - ordinal),
  )[0];
  const call = nearest === undefined ? undefined : same.get(nearest);
  const who = `call ${ordinal} of the role ${role} in episode ${episode}`;
  if (call === undefined)
    return `No answer was recorded for ${who}, nor for any other of its calls`;
  const differs = requestDifference(
    lines.requestOf(call) as unknown as JsonObject,
    asked as unknown as JsonObject,
  );
  return nearest === ordinal
    ? `What was recorded for ${who} asks something else: ${differs}`
    : `No answer was recorded for ${who}; the nearest, call ${nearest}, asks something else: ${differs}`;
}
