import type { Action } from "../action/action.ts";
import type { Observation } from "../action/observation.ts";
import type { Ending } from "../environment/ending.ts";
import type { Verdict } from "../environment/verdict.ts";
import type { Json, JsonObject } from "../json/json.ts";
import type { AssistantMessage, ChatMessage } from "../model/chat-message.ts";
import type { ChatResult, ChatRetry } from "../model/chat-model.ts";
import type { Usage } from "../model/usage.ts";
import type { ToolSpec } from "../tool/tool.ts";

/** The name of this version of the record's format. */
export const trajectoryFormat = "agent-gym/1";

/** Which episode: an attempt at a task. A retry is a `try` of the same key, in a file of its own. */
export interface EpisodeKey {
  readonly task: string;
  readonly digest: string;
  /** From 0. */
  readonly attempt: number;
}

/**
 * Messages of a prompt by their number in the episode's pool; a pair is a range, its end excluded.
 */
export type PromptReference = readonly (number | readonly [start: number, end: number])[];

/** An action in the record: its raw message is a number of the pool where it stands there. */
export interface RecordedAction extends Omit<Action, "raw"> {
  readonly raw?: number | AssistantMessage;
}

/** A collected file in the record. Content lies under its digest among the run's artifacts. */
export type RecordedFile =
  | { readonly digest: string; readonly bytes: number; readonly mode?: number }
  | { readonly directory: true; readonly mode?: number }
  | { readonly link: string };

/**
 * What happens in an episode, written as it happens. The transcript is the fold of `reset`,
 * `action` and `step`; no other event holds a message of it.
 */
export type TrajectoryEvent =
  | {
      readonly type: "episode-start";
      readonly format: typeof trajectoryFormat;
      readonly key: EpisodeKey;
      readonly try: number;
      readonly seed: number;
      readonly environment: string;
      readonly agent: string;
      readonly sandbox?: string;
    }
  | {
      readonly type: "reset";
      readonly tools: readonly ToolSpec[];
      readonly instructions?: string;
      readonly observation: Observation;
    }
  /** Each distinct message of a prompt or an answer, once, before it is referred to. */
  | { readonly type: "message"; readonly n: number; readonly message: ChatMessage }
  | {
      readonly type: "model-call";
      readonly role: string;
      readonly model: string;
      readonly ordinal: number;
      readonly prompt: PromptReference;
      /** Digest-free settings of the request: sampling, stop, tools by name. */
      readonly request?: JsonObject;
      /** The answer's number in the pool. */
      readonly response?: number;
      readonly finish?: ChatResult["finish"];
      readonly usage?: Usage;
      readonly milliseconds?: ChatResult["milliseconds"];
      readonly retries?: readonly ChatRetry[];
      readonly error?: { readonly code: string; readonly message: string };
    }
  | { readonly type: "action"; readonly action: RecordedAction }
  | {
      readonly type: "step";
      readonly observation: Observation;
      readonly reward?: number | null;
      readonly terminated: boolean;
      readonly truncated: boolean;
      readonly info?: JsonObject;
      /** From the action to the observation. */
      readonly milliseconds: number;
    }
  | { readonly type: "note"; readonly kind: string; readonly data: JsonObject }
  | { readonly type: "ending"; readonly ending: Ending }
  | {
      readonly type: "evidence";
      readonly data: Json;
      readonly files: Readonly<Record<string, RecordedFile>>;
    }
  | { readonly type: "verdict"; readonly verdict: Verdict; readonly gradedBy: string }
  | {
      readonly type: "episode-end";
      /** Sandboxes that the environment had forgotten, by id. */
      readonly leaked: readonly string[];
    };

/** A line of an episode's file: the event, its number from 0, and when it was written. */
export type RecordedEvent = TrajectoryEvent & {
  readonly i: number;
  /** Milliseconds since the epoch. */
  readonly t: number;
};
