import { type Action, callAction, textAction } from "../action/action.ts";
import type { JsonObject } from "../json/json.ts";
import type { Script } from "./environment-definition.ts";

/** One turn of a script: what is said, or the calls that are made at once. */
export type ScriptTurn = string | ScriptCall | readonly ScriptCall[];

/** A call of a script. */
export interface ScriptCall {
  /** Of the tool. */
  readonly name: string;
  /** What the tool is called with. */
  readonly arguments: JsonObject;
}

/** A script that plays turns one after another, whatever comes back. */
export function scriptTurns(turns: readonly ScriptTurn[]): Script {
  return function* (): Generator<Action, void, unknown> {
    for (const turn of turns) {
      if (typeof turn === "string") yield textAction(turn);
      else yield callAction(...("name" in turn ? [turn] : turn));
    }
  };
}
