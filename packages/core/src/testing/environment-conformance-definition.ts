import { InvalidTaskError } from "../errors/invalid-task-error.ts";
import { UsageError } from "../errors/usage-error.ts";
import { jsonFault } from "../json/json-fault.ts";
import { isJsonObject, type Json, type JsonObject } from "../json/json.ts";
import { jsonSchemaProblems } from "../schema/from-json-schema.ts";
import { createTasks, wellKnownTaskFields } from "../task/create-tasks.ts";
import type { Task } from "../task/task.ts";
import { check, same } from "./check.ts";
import type { EnvironmentCase, EnvironmentTrial } from "./environment-conformance-case.ts";
import { forEachTask } from "./environment-trial.ts";
import { jsonSchemaFault } from "./json-schema-fault.ts";

/** What a definition says of itself, its tasks and its options. */
export const definitionCases: readonly EnvironmentCase[] = [
  {
    name: "the definition names its contract, itself and its version",
    remedy:
      "make the definition with defineToolEnvironment or defineEnvironment, and give it a name, a version and a description",
    run: async ({ definition }) => {
      const { specificationVersion, kind, name, version, description } = definition;
      same([specificationVersion, kind], ["v1", "environment"], "specificationVersion and kind");
      check(
        /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u.test(name),
        `the name ${JSON.stringify(name)} is not made of lower-case words joined by hyphens`,
      );
      check(version !== "", "the version is empty");
      check(description.trim() !== "", "the description is empty");
    },
  },
  {
    name: "its schemas of tasks and options are JSON Schemas of objects",
    remedy: "describe tasks and options by schemas of objects, as z.object and z.strictObject do",
    run: async ({ definition: { taskSchema, optionsSchema } }) => {
      for (const [what, schema] of Object.entries({ taskSchema, optionsSchema })) {
        const fault = jsonFault(schema) ?? jsonSchemaFault(schema);
        check(fault === undefined, `${what}: ${fault ?? ""}`);
      }
    },
  },
  {
    name: "its range of rewards holds its threshold of success",
    remedy:
      "let the range go from a lower to a higher number, with the threshold of success above its lower end",
    run: async ({ definition: { reward } }) => {
      const [minimum, maximum] = reward.range;
      check(
        Number.isFinite(minimum) && Number.isFinite(maximum) && minimum < maximum,
        `the range is ${minimum} to ${maximum}`,
      );
      check(
        reward.success > minimum && reward.success <= maximum,
        `success begins at ${reward.success}, and the range is ${minimum} to ${maximum}`,
      );
    },
  },
  {
    name: "its tasks are valid, by its own check and by its JSON Schema alike",
    remedy: "correct the task, or the schema that refuses it",
    run: async (trial) => {
      const tasks = [...trial.tasks, ...(await createTasks(await shippedTasks(trial)))];
      await forEachTask({ tasks }, (task) => {
        trial.definition.check(task);
        const fault =
          jsonFault(task.data) ?? jsonSchemaProblems(trial.definition.taskSchema, task.data)[0];
        check(fault === undefined, `the task schema refuses it: ${fault ?? ""}`);
      });
    },
  },
  {
    name: "one seed gives the same tasks",
    remedy: "let tasks depend on the query alone: no clock, no Math.random",
    run: async (trial) => {
      same([...(await shippedTasks(trial))], [...(await shippedTasks(trial))], "its tasks");
    },
  },
  {
    name: "garbage is refused as a task with an InvalidTaskError",
    remedy:
      "let the task schema say what a task must hold, and let check throw nothing but InvalidTaskError, as defineEnvironment does",
    run: async (trial) => {
      await forEachTask(trial, (task) => {
        const { taskSchema } = trial.definition;
        let refused = 0;
        for (const [what, data] of garbageOf(task, taskSchema)) {
          const problem = jsonSchemaProblems(taskSchema, data)[0];
          if (isRefused(() => trial.definition.check({ ...task, data: data as JsonObject }), what))
            // That it must be an object any schema of objects says.
            refused += isJsonObject(data) ? 1 : 0;
          else
            check(
              problem === undefined,
              `${what} passes the check, though the task schema refuses it: ${problem ?? ""}`,
            );
        }
        // A task may be nothing but its seed and its name.
        const own = Object.keys(task.data).filter((name) => !wellKnown.has(name));
        check(own.length === 0 || refused > 0, "the check takes any object");
      });
    },
  },
  {
    name: "the well-known fields of a task are let through",
    remedy:
      "make the task schema loose (z.looseObject), or name these fields in it; defineToolEnvironment does so itself",
    run: async (trial) => {
      const known = {
        id: "x",
        tags: ["x"],
        language: "en",
        difficulty: "easy",
        split: "test",
        license: "MIT",
        source: "here",
      };
      await forEachTask(trial, (task) => {
        for (const [field, value] of Object.entries(known)) {
          if (field in task.data) continue;
          const data = { ...task.data, [field]: value };
          try {
            trial.definition.check({ ...task, data });
          } catch (error) {
            throw new Error(`the field "${field}" is refused: ${String(error)}`, { cause: error });
          }
        }
      });
    },
  },
  {
    name: "options get their defaults once, and unknown ones are refused",
    remedy: "give options by a strict schema (z.strictObject) whose defaults pass it themselves",
    run: async ({ definition, rawOptions, options }) => {
      const fault = jsonFault(options);
      check(fault === undefined, `parsed options are no JSON: ${fault ?? ""}`);
      same(definition.parseOptions(structuredClone(options)), options, "parsed twice");
      try {
        definition.parseOptions({ ...rawOptions, "no-such-option": 1 });
      } catch (error) {
        check(
          UsageError.isInstance(error),
          `an unknown option throws ${String(error)}, no UsageError`,
        );
        return;
      }
      throw new Error(`an option "no-such-option" is taken: make the options schema strict`);
    },
  },
  {
    name: "what it needs is known before anything starts",
    remedy:
      "let needs depend on the task and the options alone, and describe each of its roles in roles",
    run: async (trial) => {
      await forEachTask(trial, (task) => {
        const { definition, options } = trial;
        const { roles = [], sandbox } = definition.needs(task, options);
        for (const role of roles)
          check(
            role in definition.roles,
            `the role "${role}" is needed, and not described in "roles"`,
          );
        same(definition.needs(task, options).sandbox ?? null, sandbox ?? null, "asked twice");
      });
    },
  },
];

/** The first that the environment brings itself. */
async function shippedTasks({
  definition,
  seed,
  signal,
}: EnvironmentTrial): Promise<readonly JsonObject[]> {
  const shipped: JsonObject[] = [];
  for await (const data of definition.tasks?.({ seed, signal }) ?? []) {
    if (shipped.push(data) === 20) break;
  }
  return shipped;
}

/** The task broken in one place each. */
const wellKnown: ReadonlySet<string> = new Set(wellKnownTaskFields);

function garbageOf({ data }: Task, schema: JsonObject): readonly (readonly [string, Json])[] {
  const required = (schema["required"] ?? []) as readonly string[];
  return [
    ...[null, 42, "garbage", ["garbage"]].map((one) => [JSON.stringify(one), one] as const),
    ...required.map((name) => {
      const { [name]: _, ...rest } = data;
      return [`a task without "${name}"`, rest] as const;
    }),
    ...Object.keys(data).map(
      (name) => [`a task with a nonsensical "${name}"`, { ...data, [name]: [[null]] }] as const,
    ),
  ];
}

function isRefused(run: () => void, what: string): boolean {
  try {
    run();
    return false;
  } catch (error) {
    check(
      InvalidTaskError.isInstance(error),
      `${what} throws ${String(error)}, no InvalidTaskError`,
    );
    return true;
  }
}
