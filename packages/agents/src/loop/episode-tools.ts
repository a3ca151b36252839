import type { Episode, JsonObject, Transition } from "@agent-gym/core";

import { stepQueueOf } from "./step-queue.ts";

/** A tool of the environment as a function, for a framework that runs tools itself. */
export interface EpisodeTool {
  /** As the environment names it. */
  readonly name: string;
  /** What it does and when to use it, for the model. */
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: JsonObject;
  /**
   * Runs the tool by a step of the episode, after the steps that are under way. Takes the arguments as
   * the framework hands them over; what does not fit the schema is answered, not run.
   *
   * @returns the result as a model reads it; that of a call that failed is its error in words.
   * @throws EpisodeOverError when the episode is over, or ends by this call's limit or fault.
   * @throws the signal's reason when aborted; a step that has begun is finished nevertheless.
   */
  readonly execute: (
    args: unknown,
    options?: {
      readonly signal?: AbortSignal | undefined;
      /** The model's id of the call, where the framework tells it: finds the answer that made it. */
      readonly callId?: string | undefined;
    },
  ) => Promise<string>;
}

/**
 * The environment's tools as functions that go through the episode's `step`, so that the record, the
 * limits and the verdict are what they are for any other agent. Calls of one model answer (see
 * {@link openRecordingEndpoint}) that are run at the same time become one action, with the answer's
 * text and thoughts.
 */
export function episodeTools(episode: Episode): readonly EpisodeTool[] {
  const queue = stepQueueOf(episode);
  return episode.start.tools.map(({ name, description, parameters }) => ({
    name,
    description,
    parameters,
    execute: async (args, { signal, callId } = {}) => {
      signal?.throwIfAborted();
      const running = queue.run({ name, input: args, callId });
      return signal === undefined ? running : orAborted(running, signal);
    },
  }));
}

/**
 * Takes a step with a text alone: an answer, or a message to the user. Where the episode's model has
 * just said it through the recording endpoint, the action holds the model's thoughts as well.
 *
 * @returns what the environment says to it; when it ends the episode, `episode.over` is true.
 * @throws EpisodeOverError once the episode is over.
 */
export async function sayText(episode: Episode, text: string): Promise<Transition> {
  return stepQueueOf(episode).say(text);
}

async function orAborted(running: Promise<string>, signal: AbortSignal): Promise<string> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([running, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
