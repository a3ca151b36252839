import { observationSchema } from "../action/observation-schema.ts";
import { jsonFault } from "../json/json-fault.ts";
import type { Json } from "../json/json.ts";
import { validate } from "../schema/validate.ts";
import { toolNameProblem } from "../tool/define-tool.ts";
import { check, same } from "./check.ts";
import { beAbsent, usualScripts } from "./conformance-scripts.ts";
import type { EnvironmentCase } from "./environment-conformance-case.ts";
import { forEachTask } from "./environment-trial.ts";
import { jsonSchemaFault } from "./json-schema-fault.ts";
import { brokenBy, type PlayedEpisode } from "./play-recorded.ts";

/** What is seen of an episode, and that it can be had again. */
export const episodeCases: readonly EnvironmentCase[] = [
  {
    name: "every tool has a legal name and a JSON Schema of an object",
    remedy:
      "name tools with letters, digits, _ and -, each once, and give each the schema of an object as its input",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        const [start] = (await trial.play(task, beAbsent)).starts;
        const names = new Set<string>();
        for (const { name, parameters } of start?.tools ?? []) {
          check(!names.has(name), `two tools are called "${name}"`);
          names.add(name);
          const type =
            parameters["type"] === "object"
              ? undefined
              : `its type is ${JSON.stringify(parameters["type"])}`;
          const fault =
            toolNameProblem(name) ?? jsonFault(parameters) ?? jsonSchemaFault(parameters) ?? type;
          check(fault === undefined, `the tool "${name}": ${fault ?? ""}`);
        }
      });
    },
  },
  {
    name: "an episode runs without a fault of its environment",
    remedy:
      "let no tool, step, evidence or grade throw: what an agent did wrong is an answer to it",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        for (const [name, script] of usualScripts(trial, task)) {
          const fault = brokenBy(await trial.play(task, script));
          check(fault === undefined, `${name}: ${fault ?? ""}`);
        }
      });
    },
  },
  {
    name: "observations, information, evidence and verdicts are plain JSON",
    remedy:
      "give out plain objects, lists, texts, finite numbers, booleans and null, and nothing that is undefined",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        for (const [name, script] of usualScripts(trial, task)) {
          const { starts, transitions, verdicts, events } = await trial.play(task, script);
          const evidence = events.flatMap((event) =>
            event.type === "evidence" ? [event.data] : [],
          );
          const notes = events.filter((event) => event.type === "note");
          const seen = { starts, transitions, evidence, notes, verdicts };
          for (const [what, value] of Object.entries(seen)) {
            const fault = jsonFault(value);
            check(fault === undefined, `${name}, ${what}: ${fault ?? ""}`);
          }
          for (const { observation } of [...starts, ...transitions]) {
            const result = validate(observationSchema, observation);
            check(
              result.valid,
              `${name}: an observation is none: ${result.valid ? "" : result.problems.join("; ")}`,
            );
          }
        }
      });
    },
  },
  {
    name: "each call is answered once, in order",
    remedy: "let a step return one result for each call of the action, with the call's id and name",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        for (const [name, script] of usualScripts(trial, task)) {
          const { events } = await trial.play(task, script);
          let asked: readonly string[] = [];
          for (const event of events) {
            if (event.type === "action")
              asked = event.action.calls.map((call) => `${call.id} ${call.name}`);
            if (event.type !== "step" || event.terminated) continue;
            const answered = (event.observation.results ?? []).map(
              (one) => `${one.callId} ${one.name}`,
            );
            same(answered, [...asked], `${name}, the results`);
          }
        }
      });
    },
  },
  {
    name: "one seed gives one first observation",
    remedy:
      "make reset depend on the task, the options and the seed alone: no clock, no Math.random",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        const [first, second] = [
          await trial.play(task, beAbsent),
          await trial.play(task, beAbsent),
        ];
        same(second.starts as unknown as Json, first.starts as unknown as Json, "the second start");
      });
    },
  },
  {
    name: "the same actions earn the same reward",
    remedy:
      "make tools and grading depend on the task, the options, the seed and the actions alone",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        for (const [name, script] of usualScripts(trial, task)) {
          const [first, second] = [await trial.play(task, script), await trial.play(task, script)];
          same(worth(second), worth(first), `${name}, played again`);
        }
      });
    },
  },
  {
    name: "two episodes at once share nothing",
    remedy: "keep all state in the object that create returns, none in the module",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        const scripts = usualScripts(trial, task);
        const [busy, script] = scripts.at(-1) ?? ["nothing", beAbsent];
        const alone = await trial.play(task, script);
        const idle = await trial.play(task, beAbsent);
        const bystander = await trial.open(task, beAbsent);
        const [one, other] = [await trial.open(task, script), await trial.open(task, script)];
        let going = true;
        while (going) going = [await one.next(), await other.next()].includes(true);
        const late = await trial.play(task, beAbsent);
        same(
          late.starts as unknown as Json,
          idle.starts as unknown as Json,
          `how an episode begins while others play ${busy}`,
        );
        same(worth(await bystander.finish()), worth(idle), `doing nothing beside ${busy}`);
        same(worth(await one.finish()), worth(alone), `${busy} beside itself`);
        same(worth(await other.finish()), worth(alone), `${busy} beside itself`);
      });
    },
  },
  {
    name: "an episode begins as if there had been none before",
    remedy:
      "keep all state in the object that create returns, and copy what of the task an episode changes",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        const idle = await trial.play(task, beAbsent);
        for (const [name, script] of usualScripts(trial, task)) {
          await trial.play(task, script);
          const after = await trial.play(task, beAbsent);
          same(
            after.starts as unknown as Json,
            idle.starts as unknown as Json,
            `how an episode begins after ${name}`,
          );
          same(worth(after), worth(idle), `doing nothing after ${name}`);
        }
      });
    },
  },
  {
    name: "a task and its options stay as they were",
    remedy: "copy what an episode changes, as structuredClone does",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        const before = structuredClone([task.data, trial.options]);
        for (const [, script] of usualScripts(trial, task)) await trial.play(task, script);
        same([task.data, trial.options], before, "the task and its options after their episodes");
      });
    },
  },
];

function worth({ verdict, success, transitions }: PlayedEpisode): Json {
  return {
    reward: verdict.reward,
    success,
    steps: transitions.map(({ reward }) => reward ?? null),
  };
}
