import { type CheckedNames, checkProblems } from "../checks/check-problems.ts";
import { repeatedIds } from "./repeated-ids.ts";
import type { Scenario } from "./scenario.ts";

/** What is wrong with a task's user. */
export function userProblems(scenario: Scenario, names: CheckedNames): readonly string[] {
  const { user, facts, stages, task } = scenario;
  const { accept = [], script } = user;
  const stageIds = new Set(stages.map(({ id }) => id));
  return [
    ...repeatedIds("user.facts", facts),
    ...facts.flatMap(({ id, disclose, must_convey: must }) => {
      const stage = disclose.startsWith("after:") ? disclose.slice("after:".length) : undefined;
      return [
        ...(stage === undefined || stageIds.has(stage)
          ? []
          : [`user.facts.${id}.disclose: there is no stage "${stage}"`]),
        ...(disclose === "never" && must === true
          ? [`user.facts.${id}: it must be conveyed and never be disclosed`]
          : []),
      ];
    }),
    ...accept.flatMap((check, index) => checkProblems(check, `user.accept.${index}`, names)),
    ...(script === undefined ? [] : scriptProblems(scenario, names)),
    ...(task.user_persona === undefined &&
    user.goal === undefined &&
    script === undefined &&
    stages.length === 0
      ? ["user: a user that a model plays needs a persona, a goal or stages to go by"]
      : []),
  ];
}

function scriptProblems({ user, facts, task }: Scenario, names: CheckedNames): readonly string[] {
  const { rules = [] } = user.script ?? {};
  const never = new Set(facts.filter(({ disclose }) => disclose === "never").map(({ id }) => id));
  const accepts = rules.some(({ act }) => act === "accept");
  const isGated =
    (user.accept ?? []).length > 0 || facts.some(({ must_convey: must }) => must === true);
  return [
    ...(task.initial_message === undefined
      ? ["initial_message: a scripted user needs its first words"]
      : []),
    ...repeatedIds("user.script.rules", rules),
    ...(accepts || isGated
      ? []
      : [
          "user.script: the user can never be content: give it a rule that accepts, or user.accept checks",
        ]),
    ...rules.flatMap(({ when = {}, tells = [] }, index) => {
      const place = `user.script.rules.${index}`;
      return [
        ...(when.checks ?? []).flatMap((check, at) =>
          checkProblems(check, `${place}.when.checks.${at}`, names),
        ),
        ...tells.flatMap((fact) => {
          if (!names.facts.has(fact)) return [`${place}.tells: there is no fact "${fact}"`];
          return never.has(fact) ? [`${place}.tells: "${fact}" is never to be disclosed`] : [];
        }),
      ];
    }),
  ];
}
