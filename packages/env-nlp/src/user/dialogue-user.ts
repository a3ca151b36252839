import type { UserAct } from "../task/user-fields.ts";
import type { DialogueState } from "./dialogue-state.ts";

/** What the user says and does with one turn. */
export interface UserReply {
  readonly message: string;
  readonly act: UserAct;
  /** Ids of the facts that it says it tells. */
  readonly tells: readonly string[];
  /** The rule of a script that gave it. */
  readonly rule?: string;
}

/** Whoever plays the user: knows what to say, while the conversation is kept elsewhere. */
export interface DialogueUser {
  /** The first words, for a task that does not give them. */
  readonly open: (
    state: DialogueState,
    options: { readonly signal: AbortSignal },
  ) => Promise<UserReply>;
  /** @param said what the agent said since; not empty. */
  readonly reply: (
    said: string,
    state: DialogueState,
    options: { readonly signal: AbortSignal },
  ) => Promise<UserReply>;
}
