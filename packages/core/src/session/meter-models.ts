import type { Ending } from "../environment/ending.ts";
import { EpisodeOverError } from "../errors/episode-over-error.ts";
import { errorMessage } from "../errors/error-message.ts";
import { ProviderError } from "../errors/provider-error.ts";
import { UsageError } from "../errors/usage-error.ts";
import type { JsonObject } from "../json/json.ts";
import type { ChatModel, ChatRequest, ChatResult } from "../model/chat-model.ts";
import { addUsage, noUsage, type Usage } from "../model/usage.ts";
import type { TrajectoryEvent } from "../trajectory/trajectory-event.ts";
import { endingOfError } from "./ending-of-error.ts";
import type { PromptPool } from "./prompt-pool.ts";

interface MeterOptions {
  readonly episode: string;
  readonly resolve: (role: string) => ChatModel;
  readonly pool: PromptPool;
  readonly emit: (event: TrajectoryEvent) => void;
  /** Fires when the episode is over. */
  readonly signal: AbortSignal;
  readonly ending: () => Ending | undefined;
  readonly onFailure: (ending: Ending) => void;
  readonly onUsage: (role: string) => void;
}

/** Models whose every call is counted and recorded. */
export interface ModelMeter {
  /** For the agent and the environment: closed when the episode is over. */
  readonly model: (role: string) => ChatModel;
  /** For grading: open after the end, a failure is the grader's to handle. */
  readonly judge: (role: string, signal: AbortSignal) => ChatModel;
  readonly usage: () => Readonly<Record<string, Usage>>;
  /** Milliseconds that calls waited for our own limits and between attempts. */
  readonly waitedMs: () => number;
  readonly inFlight: () => number;
}

export function meterModels(options: MeterOptions): ModelMeter {
  const { episode, resolve, pool, emit, signal } = options;
  const usage: Record<string, Usage> = {};
  const ordinals: Record<string, number> = {};
  let waited = 0;
  let inFlight = 0;

  const call = async (
    model: ChatModel,
    role: string,
    request: ChatRequest,
    callOptions: Parameters<ChatModel["complete"]>[1],
  ): Promise<ChatResult> => {
    const ordinal = ordinals[role] ?? 0;
    ordinals[role] = ordinal + 1;
    const prompt = pool.reference(request.messages);
    const event = {
      type: "model-call",
      role,
      model: model.id,
      ordinal,
      prompt,
      ...describe(request),
    } as const;
    inFlight += 1;
    try {
      const result = await model.complete(request, {
        ...callOptions,
        scope: { episode, role, ordinal },
      });
      usage[role] = addUsage(usage[role] ?? noUsage, result.usage);
      waited += result.milliseconds.queued;
      for (const { waitedMs } of result.retries ?? []) waited += waitedMs;
      emit({
        ...event,
        model: result.model,
        response: pool.add(result.message),
        finish: result.finish,
        usage: result.usage,
        milliseconds: result.milliseconds,
        ...(result.retries === undefined ? {} : { retries: result.retries }),
      });
      return result;
    } catch (error) {
      const code = ProviderError.isInstance(error) ? error.code : "error";
      emit({ ...event, error: { code, message: errorMessage(error) } });
      throw error;
    } finally {
      inFlight -= 1;
    }
  };

  // Nobody in the episode can do anything about a model that the run lacks.
  const find = (role: string): ChatModel => {
    try {
      return resolve(role);
    } catch (error) {
      throw asHarnessFault(error);
    }
  };

  return {
    model: (role) => {
      const model = find(role);
      return {
        id: model.id,
        complete: async (request, { signal: own, ...rest }) => {
          throwIfOver(options.ending());
          try {
            const result = await call(model, role, request, {
              ...rest,
              signal: own === signal ? own : AbortSignal.any([own, signal]),
            });
            options.onUsage(role);
            throwIfOver(options.ending());
            return result;
          } catch (error) {
            throwIfOver(options.ending());
            // A caller that gave up its own call is no fault of the endpoint.
            if (!own.aborted) options.onFailure(endingOfError(error, "provider"));
            throw error;
          }
        },
      };
    },
    judge: (role, graderSignal) => {
      const model = find(role);
      return {
        id: model.id,
        complete: (request, { signal: own, ...rest }) =>
          call(model, role, request, { ...rest, signal: AbortSignal.any([own, graderSignal]) }),
      };
    },
    usage: () => usage,
    waitedMs: () => waited,
    inFlight: () => inFlight,
  };
}

function asHarnessFault(error: unknown): unknown {
  if (!UsageError.isInstance(error) || error.boundary !== undefined) return error;
  const { message, code } = error;
  return new UsageError(message, { code, cause: error, boundary: "harness" });
}

function throwIfOver(ending: Ending | undefined): void {
  if (ending !== undefined) throw new EpisodeOverError(ending);
}

function describe({ tools, sampling, stop, responseSchema }: ChatRequest): {
  readonly request?: JsonObject;
} {
  const request: JsonObject = {
    ...(sampling === undefined ? {} : { sampling }),
    ...(stop === undefined ? {} : { stop }),
    ...(tools === undefined ? {} : { tools: tools.map(({ name }) => name) }),
    ...(responseSchema === undefined ? {} : { responseSchema }),
  };
  return Object.keys(request).length === 0 ? {} : { request };
}
