import { ProviderError, type ChatModel, type ProviderErrorCode } from "@agent-gym/core";

/** Knows whether it makes sense to ask the models any further. */
export interface ProviderWatch {
  /** The same models, watched. */
  readonly model: (role: string) => ChatModel;
  /** Why nothing more should be started, once that is known. */
  readonly stopped: () => ProviderError | undefined;
  /** Whether a call was refused since the run may not cost as much. */
  readonly outOfBudget: () => boolean;
  /** When all is over: also an endpoint that failed every call, however few there were. */
  readonly verdict: () => ProviderError | undefined;
}

/** So many failures, and no answer ever, mean that nobody is there. */
const failuresUntilStop = 3;

/**
 * Watches all calls of a run: one that shows that every other must fail alike, or the first few that
 * all fail before any answer has come, stop the run.
 */
export function watchProvider(model: (role: string) => ChatModel): ProviderWatch {
  let answered = false;
  let hopeless = 0;
  let fatal: ProviderError | undefined;
  let last: ProviderError | undefined;
  let outOfBudget = false;

  const note = (error: unknown): void => {
    if (!ProviderError.isInstance(error)) return;
    // Nobody was asked: it says nothing of the endpoint.
    if (error.code === "budget") {
      outOfBudget = true;
      return;
    }
    if (error.fatal) fatal ??= error;
    if (answered || ofOneRequest.has(error.code)) return;
    last = error;
    if (unreachable.has(error.code)) hopeless += 1;
    if (hopeless >= failuresUntilStop) fatal ??= error;
  };

  return {
    model: (role) => {
      const inner = model(role);
      return {
        id: inner.id,
        complete: async (request, options) => {
          try {
            const result = await inner.complete(request, options);
            answered = true;
            return result;
          } catch (error) {
            note(error);
            throw error;
          }
        },
      };
    },
    stopped: () => fatal,
    outOfBudget: () => outOfBudget,
    verdict: () => fatal ?? (answered ? undefined : last),
  };
}

// What one prompt met says nothing about the next.
const ofOneRequest: ReadonlySet<ProviderErrorCode> = new Set(["context-length", "content-filter"]);

// The client has already tried each of these again, as far as that can help.
const unreachable: ReadonlySet<ProviderErrorCode> = new Set([
  "connection",
  "connect-timeout",
  "protocol",
  "bad-request",
]);
