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
  /** The task's id. */
  readonly task: string;
  /** The task's digest: SHA-256 of the canonical JSON of its data. */
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
  /** The message's number in the pool, or the message itself where it is not in there. */
  readonly raw?: number | AssistantMessage;
}

/** A collected file in the record. Content lies under its digest among the run's artifacts. */
export type RecordedFile =
  | {
      /** SHA-256 of the content, as lower-case hexadecimal digits. */
      readonly digest: string;
      /** Length of the content. */
      readonly bytes: number;
      /** Permission bits; 0o644 when absent. */
      readonly mode?: number;
    }
  | {
      readonly directory: true;
      /** Permission bits; 0o755 when absent. */
      readonly mode?: number;
    }
  | {
      /** Where it points, as it is written. */
      readonly link: string;
    };

/**
 * What happens in an episode, written as it happens. The transcript is the fold of `reset`,
 * `action` and `step`; no other event holds a message of it.
 */
export type TrajectoryEvent =
  | {
      readonly type: "episode-start";
      /** The version of the record's format. */
      readonly format: typeof trajectoryFormat;
      /** Which attempt at which task. */
      readonly key: EpisodeKey;
      /** Which try of that attempt, from 0. */
      readonly try: number;
      /** The environment's seed. */
      readonly seed: number;
      /** `name@version` of the definition. */
      readonly environment: string;
      /** The agent's name; `unnamed` where the session was given none. */
      readonly agent: string;
      /** The kind of its backend; absent where the session had none. */
      readonly sandbox?: string;
    }
  | {
      readonly type: "reset";
      /** All that can be called in this episode. */
      readonly tools: readonly ToolSpec[];
      /** As `Start` has them. */
      readonly instructions?: string;
      /** What was shown first. */
      readonly observation: Observation;
    }
  /** Each distinct message of a prompt or an answer, once, before it is referred to. */
  | {
      readonly type: "message";
      /** Its number in the pool, from 0. */
      readonly n: number;
      /** Images and all. */
      readonly message: ChatMessage;
    }
  | {
      readonly type: "model-call";
      /** Who asked: `agent`, or a role of the environment's. */
      readonly role: string;
      /** The model's name, as the server gave it; as it was asked for where the call failed. */
      readonly model: string;
      /** 0 for the first call of this role in this episode. */
      readonly ordinal: number;
      /** What the model was sent. */
      readonly prompt: PromptReference;
      /** Digest-free settings of the request: sampling, stop, tools by name. */
      readonly request?: JsonObject;
      /** The answer's number in the pool. */
      readonly response?: number;
      /** Why the model stopped; absent where the call failed. */
      readonly finish?: ChatResult["finish"];
      /** Absent where the call failed. */
      readonly usage?: Usage;
      /** How long it took; absent where the call failed. */
      readonly milliseconds?: ChatResult["milliseconds"];
      /** Failed attempts before the answer, oldest first; absent when there were none. */
      readonly retries?: readonly ChatRetry[];

      /** There when the call failed, `response` then being absent. */
      readonly error?: {
        /** A stable name in kebab-case. */
        readonly code: string;
        /** In one line for people. */
        readonly message: string;
      };
    }
  | {
      readonly type: "action";
      /** What the agent did. */
      readonly action: RecordedAction;
    }
  | {
      readonly type: "step";
      /** What the agent was shown. */
      readonly observation: Observation;
      /**
       * Absent: the step said nothing about worth. `null`: it should have, but nobody could judge.
       */
      readonly reward?: number | null;
      /** The task came to its own end. */
      readonly terminated: boolean;
      /** The environment's own limit ended the episode. */
      readonly truncated: boolean;
      /** For graders; no model sees it. */
      readonly info?: JsonObject;
      /** From the action to the observation. */
      readonly milliseconds: number;
    }
  | {
      readonly type: "note";
      /** What it is about, in kebab-case. */
      readonly kind: string;
      /** As the environment, the agent or the session noted it. */
      readonly data: JsonObject;
    }
  | {
      readonly type: "ending";
      /** How the episode ended. */
      readonly ending: Ending;
    }
  | {
      readonly type: "evidence";
      /** What the environment says about its end. */
      readonly data: Json;
      /** What it left behind, by path. */
      readonly files: Readonly<Record<string, RecordedFile>>;
    }
  | {
      readonly type: "verdict";
      /** What the episode was worth. */
      readonly verdict: Verdict;
      /** `name@version` of the definition that judged. */
      readonly gradedBy: string;
    }
  | {
      readonly type: "episode-end";
      /** Sandboxes that the environment had forgotten, by id. */
      readonly leaked: readonly string[];
    };

/** A line of an episode's file: the event, its number from 0, and when it was written. */
export type RecordedEvent = TrajectoryEvent & {
  /** The event's number in its file, from 0. */
  readonly i: number;
  /** Milliseconds since the epoch. */
  readonly t: number;
};
