import type { Verdict } from "../environment/verdict.ts";
import type { Json } from "../json/json.ts";
import { gradeRecord } from "../session/grade-record.ts";
import { noSandbox } from "../session/no-sandbox.ts";
import type { TrajectoryEvent } from "../trajectory/trajectory-event.ts";
import { check, same } from "./check.ts";
import { beAbsent, sayNothing, usualScripts } from "./conformance-scripts.ts";
import type { EnvironmentCase } from "./environment-conformance-case.ts";
import { forEachTask } from "./environment-trial.ts";

/** What episodes are worth. */
export const gradingCases: readonly EnvironmentCase[] = [
  {
    name: "a reward is a finite number within the declared range",
    remedy: "divide by nothing that may be 0, and declare the range that rewards really have",
    run: async (trial) => {
      const { range } = trial.definition.reward;
      await forEachTask(trial, async (task) => {
        for (const [name, script] of usualScripts(trial, task)) {
          const { verdicts, transitions } = await trial.play(task, script);
          for (const verdict of verdicts) checkVerdict(verdict, range, name);
          for (const { reward } of transitions) {
            if (typeof reward === "number")
              check(Number.isFinite(reward), `${name}: a step's reward is ${reward}`);
          }
        }
      });
    },
  },
  {
    name: "the reference solution is a success",
    remedy: "correct the solution in scripts, or the grading that refuses it",
    run: async (trial) => {
      let solved = 0;
      await forEachTask(trial, async (task) => {
        const { solution } = trial.definition.scripts(task, trial.options);
        if (solution === undefined) return;
        solved += 1;
        const { success, verdict, ending } = await trial.play(task, solution);
        check(
          success,
          `the solution is no success: ${JSON.stringify({ ending, verdict }).slice(0, 2000)}`,
        );
      });
      check(
        solved > 0,
        "no task has a solution: give one by the definition's scripts, or skip this with the reason",
      );
    },
  },
  {
    name: "doing nothing is no success",
    remedy: "ask more of an episode than that nothing was broken",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        for (const [name, script] of Object.entries({
          nothing: beAbsent,
          "an empty answer": sayNothing,
        })) {
          const { success, verdict } = await trial.play(task, script);
          check(!success, `${name} is a success: ${JSON.stringify(verdict).slice(0, 2000)}`);
        }
      });
    },
  },
  {
    name: "no cheat is a success",
    remedy: "let the grading tell the cheat from a solution",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        const { cheats = {} } = trial.definition.scripts(task, trial.options);
        for (const [name, script] of Object.entries(cheats)) {
          const { success, verdict, verdicts } = await trial.play(task, script);
          const { range } = trial.definition.reward;
          for (const given of verdicts) checkVerdict(given, range, name);
          check(
            !success,
            `the cheat "${name}" is a success: ${JSON.stringify(verdict).slice(0, 2000)}`,
          );
        }
      });
    },
  },
  {
    name: "the record alone is graded as the episode was, however often",
    remedy: "let grade use its arguments alone, and put whatever else it needs into the evidence",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        // All are played before one is graded again: what the last episode left must not decide.
        const played = [];
        for (const [name, script] of usualScripts(trial, task)) {
          played.push({ name, ...(await trial.play(task, script)) });
        }
        for (const { name, events, files, verdict } of played) {
          for (const again of ["once", "twice"]) {
            const graded = await gradeRecord({
              definition: trial.definition,
              // As they come out of files: nothing of the episode is in them.
              task: structuredClone(task),
              options: structuredClone(trial.options),
              events: JSON.parse(JSON.stringify(events)) as TrajectoryEvent[],
              readFile: async (digest) => files.get(digest) ?? new Uint8Array(),
              sandboxes: trial.sandboxes ?? noSandbox,
              model: trial.model(task),
              signal: trial.signal,
            });
            same(rewardOf(graded.verdict), rewardOf(verdict), `${name}, graded again ${again}`);
          }
        }
      });
    },
  },
];

function rewardOf({ reward }: Verdict): Json {
  return reward;
}

function checkVerdict(
  verdict: Verdict,
  [minimum, maximum]: readonly [number, number],
  name: string,
): void {
  const { reward, scores = {} } = verdict;
  if (reward !== null) {
    check(
      reward >= minimum && reward <= maximum,
      `${name}: the reward is ${reward}, and the range ${minimum} to ${maximum}`,
    );
  }
  for (const [score, value] of Object.entries(scores)) {
    check(
      value === null || Number.isFinite(value),
      `${name}: the score "${score}" is ${String(value)}`,
    );
  }
}
