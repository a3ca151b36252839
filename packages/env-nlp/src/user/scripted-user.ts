import { allHold } from "../checks/evaluate-check.ts";
import type { Scenario } from "../task/scenario.ts";
import type { UserRule, UserScript } from "../task/user-fields.ts";
import { phrasesOf } from "../words/phrases.ts";
import { firstSaid } from "../words/says.ts";
import type { DialogueState } from "./dialogue-state.ts";
import type { DialogueUser, UserReply } from "./dialogue-user.ts";
import { mayAccept, unmet } from "./unmet.ts";

/**
 * A user that goes by rules: the first that applies answers. A rule that accepts applies only when
 * the user may accept; a script without such a rule accepts as soon as that is so.
 */
export class ScriptedUser implements DialogueUser {
  readonly #script: UserScript;
  readonly #scenario: Scenario;
  readonly #used = new Map<UserRule, number>();
  #otherwise = 0;

  constructor(script: UserScript, scenario: Scenario) {
    this.#script = script;
    this.#scenario = scenario;
  }

  readonly open = async (): Promise<UserReply> => {
    return { message: this.#scenario.task.initial_message ?? "", act: "continue", tells: [] };
  };

  readonly reply = async (said: string, state: DialogueState): Promise<UserReply> => {
    const accepts = mayAccept(unmet(state));
    const { rules } = this.#script;
    const rule = rules.find((one) => this.#applies(one, said, state, accepts));
    if (rule !== undefined) {
      this.#used.set(rule, (this.#used.get(rule) ?? 0) + 1);
      return {
        message: rule.say,
        act: rule.act ?? "continue",
        tells: rule.tells ?? [],
        rule: rule.id ?? `${rules.indexOf(rule)}`,
      };
    }
    const phrases = phrasesOf(this.#scenario.language);
    if (accepts && rules.every(({ act }) => act !== "accept")) {
      return { message: phrases.content, act: "accept", tells: [] };
    }
    const lines = this.#script.otherwise ?? [phrases.insist];
    const message = lines[Math.min(this.#otherwise, lines.length - 1)] ?? phrases.insist;
    this.#otherwise += 1;
    return { message, act: "continue", tells: [] };
  };

  #applies(rule: UserRule, said: string, state: DialogueState, accepts: boolean): boolean {
    const { when = {}, act, at_most: most = Infinity } = rule;
    if ((this.#used.get(rule) ?? 0) >= most) return false;
    if (act === "accept" && !accepts) return false;
    if (when.said !== undefined && firstSaid(said, when.said) === undefined) return false;
    return allHold(when.checks ?? [], state.checked);
  }
}
