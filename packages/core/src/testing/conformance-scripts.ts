import { textAction, type Action } from "../action/action.ts";
import type { Script } from "../environment/environment-definition.ts";
import type { Start } from "../environment/environment.ts";
import type { Task } from "../task/task.ts";
import type { EnvironmentTrial } from "./environment-conformance-case.ts";
import { sampleArguments, type Filling } from "./sample-arguments.ts";

/** Says nothing, once. */
export const sayNothing: Script = function* () {
  yield textAction("");
};

/** Ends without an action. */
export const beAbsent: Script = function* () {};

/** Plays some actions, whatever comes back. */
export function playing(actions: (start: Start) => readonly Action[]): Script {
  return function* (start) {
    yield* actions(start);
  };
}

/** A legal call of each tool, one action each. */
export function sampleActions({ tools }: Start, filling: Filling): readonly Action[] {
  return tools.flatMap((tool, index) => {
    const sample = sampleArguments(tool, filling);
    if (sample === undefined) return [];
    const id = `sample_${index + 1}`;
    const call = { id, name: tool.name, arguments: sample, source: JSON.stringify(sample) };
    return [{ ...textAction(""), calls: [call] }];
  });
}

/** The scripts that a case plays of a task: nothing, made-up calls, the solution if there is one. */
export function usualScripts(
  { definition, options, actions }: EnvironmentTrial,
  task: Task,
): readonly (readonly [name: string, script: Script])[] {
  const { solution } = definition.scripts(task, options);
  return [
    ["nothing", beAbsent],
    ["an empty answer", sayNothing],
    [
      "made-up calls",
      playing((start) => [
        ...sampleActions(start, { text: "a", number: 1, all: false }),
        ...actions(task),
        textAction("Done."),
      ]),
    ],
    ...(solution === undefined ? [] : [["the solution", solution] as const]),
  ];
}
