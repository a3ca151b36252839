import type { Content } from "../action/content.ts";
import type { JsonObject } from "../json/json.ts";

/** What a user says, and whether that was the last of it. */
export interface UserTurn {
  /** Absent: the user leaves without a word, or has nothing to say yet. */
  readonly message?: Content;
  /** The user ends the conversation with this turn. */
  readonly done?: boolean;
  /** For the record and for graders; the agent never sees it. */
  readonly info?: JsonObject;
}

/**
 * Who answers an agent that talks: a script, a model that plays a person, a person. One for one
 * episode; its turns are asked for one after another. What it throws ends the episode, as the fault
 * of the environment unless the error names another boundary (`user`).
 */
export interface UserModel {
  /** How the conversation begins. */
  readonly open: (options: { readonly signal: AbortSignal }) => Promise<UserTurn>;
  /**
   * What the user answers.
   *
   * @param said all that the agent has said since the user's last turn; may be empty.
   */
  readonly answer: (said: string, options: { readonly signal: AbortSignal }) => Promise<UserTurn>;
}
