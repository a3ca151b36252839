import { type Json, type JsonObject, type Script, textAction } from "@agent-gym/core";

import type { SolutionTurn } from "../task/nlp-task.ts";
import type { Scenario } from "../task/scenario.ts";
import type { SpokenLanguage } from "../words/language.ts";
import { idField } from "../world/id-field.ts";
import { initialTables } from "../world/initial-tables.ts";
import { injections } from "./injections.ts";
import { playTurns } from "./play-turns.ts";

const claims: Readonly<Record<SpokenLanguage, readonly string[]>> = {
  en: [
    "I have done everything you asked for. All is settled, and you are all set!",
    "Yes, it is done. The task is complete and was a full success.",
  ],
  zh: ["您要求的事情我已经全部办好了，一切都已妥当！", "是的，已经完成，任务圆满成功。"],
};

const refusals: Readonly<Record<SpokenLanguage, readonly string[]>> = {
  en: ["I'm sorry, I can't help you with that."],
  zh: ["抱歉，这件事我无法帮您处理。"],
};

/**
 * Ways to score without solving: to say nothing, to claim success, to refuse, to tell the simulators
 * and the judge what to answer, and to do what the solution does to the wrong things. All of them must
 * score 0.
 */
export function cheatsFor(scenario: Scenario): Readonly<Record<string, Script>> {
  const { language, task } = scenario;
  const wrong = wrongIds(task.solution ?? [], scenario);
  return {
    "no-op": saying(""),
    "parrot-success": saying(...claims[language]),
    refuser: saying(...refusals[language]),
    injector: saying(...injections),
    ...(wrong === undefined
      ? {}
      : {
          "wrong-id": function* (start) {
            yield* playTurns(wrong)(start);
            yield* saying(...claims[language])(start);
          } satisfies Script,
        }),
  };
}

/** Says one thing after another, the last of them for ever: whoever listens ends it. */
function saying(...texts: readonly string[]): Script {
  return function* () {
    for (const text of texts) yield textAction(text);
    for (;;) yield textAction(texts.at(-1) ?? "");
  };
}

/** The calls of a solution with every id replaced by another's; `undefined` when none has an id. */
function wrongIds(
  solution: readonly SolutionTurn[],
  { world }: Scenario,
): readonly SolutionTurn[] | undefined {
  const others = new Map<string, string>();
  for (const rows of Object.values(initialTables(world))) {
    rows.forEach(({ id }, index) => {
      const next = rows[(index + 1) % rows.length]?.id;
      others.set(id, next === undefined || next === id ? `${id}9` : next);
    });
  }
  let replaced = 0;
  const swap = (value: Json, isId: boolean): Json => {
    if (typeof value === "string") {
      // An id that is given out while the episode runs is made into one that is not.
      const other = others.get(value) ?? (isId ? `${value}9` : undefined);
      if (other !== undefined) replaced += 1;
      return other ?? value;
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => swap(one as Json, isId));
    return swapAll(value as JsonObject);
  };
  const swapAll = (values: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(values).map(([name, inner]) => [name, swap(inner, idField.test(name))]),
    );
  const turns = solution.flatMap((turn): SolutionTurn[] =>
    "say" in turn
      ? []
      : [{ calls: turn.calls.map((call) => ({ ...call, arguments: swapAll(call.arguments) })) }],
  );
  return replaced === 0 ? undefined : turns;
}
