import { InvalidTaskError } from "../errors/invalid-task-error.ts";
import { UsageError } from "../errors/usage-error.ts";
import type { Json, JsonObject } from "../json/json.ts";
import { fromJsonSchema } from "../schema/from-json-schema.ts";
import type { Schema } from "../schema/schema.ts";
import { toJsonSchema, validate } from "../schema/validate.ts";
import type { Task, TypedTask } from "../task/task.ts";
import type {
  EnvironmentDefinition,
  EpisodeContext,
  GradeInput,
  Needs,
  RewardRange,
  TaskQuery,
  TaskScripts,
} from "./environment-definition.ts";
import type { Environment } from "./environment.ts";
import type { Evidence } from "./evidence.ts";
import { guardEnvironment } from "./guard-environment.ts";
import { letThrough } from "./let-through.ts";
import type { Verdict } from "./verdict.ts";

/** What an author writes of an environment, with types. */
export interface EnvironmentSpecification<Data, Options, EvidenceData> {
  /** Lower-case words joined by hyphens. */
  readonly name: string;
  /**
   * Any text; change it when the same actions would earn another reward: results of two versions
   * are not compared unasked.
   */
  readonly version: string;
  /** One line for people, shown where environments are listed. */
  readonly description: string;
  /** Of a task's data. The well-known fields (`id`, `tags`, …) are let through, however strict it is. */
  readonly task: Schema<Data>;
  /** None when absent. */
  readonly options?: Schema<Options>;
  /** Default: range 0 to 1, success at 1. */
  readonly reward?: RewardRange;
  /** Model roles that it may ask for, each with what it does. Default: none. */
  readonly roles?: Readonly<Record<string, string>>;
  /** Rules that a schema can't say: one line per fault. Default: none. */
  readonly check?: (task: TypedTask<Data>) => readonly string[];
  /** Default: nothing. */
  readonly needs?: (task: TypedTask<Data>, options: Options) => Needs;
  /**
   * Tasks that it ships, as a task file holds them, each with its `split` if it has one; or a
   * function that finds or generates them, lazily. Default: none.
   */
  readonly tasks?: readonly JsonObject[] | ((query: TaskQuery) => AsyncIterable<JsonObject>);
  /**
   * Makes the environment of one episode; two must share no state. What it throws ends the episode
   * as an error.
   */
  readonly create: (
    task: TypedTask<Data>,
    options: Options,
    context: EpisodeContext,
  ) => Environment<EvidenceData> | Promise<Environment<EvidenceData>>;
  /** Default: the sum of the steps' rewards; `null` if none of them said anything. */
  readonly grade?: (
    input: GradeInput<TypedTask<Data>, EvidenceData>,
    options: Options,
    context: EpisodeContext & { readonly signal: AbortSignal },
  ) => Verdict | Promise<Verdict>;
  /** Scripts that prove a task. Default: none. */
  readonly scripts?: (task: TypedTask<Data>, options: Options) => TaskScripts;
}

const noOptions = fromJsonSchema({ type: "object", properties: {}, additionalProperties: false });
const packageSafeName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * Makes a definition out of an author's typed code: stamps the version of the contract, validates
 * at the edge, erases the types, and refuses steps after the end.
 *
 * @throws UsageError for a name that is no lower-case word, or a reward range that holds nothing.
 */
export function defineEnvironment<Data, Options = JsonObject, EvidenceData = Json>(
  specification: EnvironmentSpecification<Data, Options, EvidenceData>,
): EnvironmentDefinition {
  const { name, version, description, roles = {} } = specification;
  const tasks = taskSource(specification.tasks);
  if (!packageSafeName.test(name)) {
    throw new UsageError(
      `"${name}" is no name for an environment: use lower-case words joined by hyphens.`,
    );
  }
  const reward = specification.reward ?? { range: [0, 1], success: 1 };
  if (!(reward.range[0] < reward.range[1])) {
    throw new UsageError(`The reward range of ${name} must go from a lower to a higher number.`);
  }
  // A definition without an options schema can only be handed the empty object.
  const optionsSchema = (specification.options ?? noOptions) as Schema<Options>;
  const taskSchema = letThrough(specification.task);
  const typed = typedTasks({ ...specification, task: taskSchema });
  const parsed = parsedOptions(name, optionsSchema);

  return {
    specificationVersion: "v1",
    kind: "environment",
    name,
    version,
    description,
    taskSchema: toJsonSchema(taskSchema),
    optionsSchema: toJsonSchema(optionsSchema),
    reward,
    roles,
    parseOptions: (raw) => parsed(raw) as JsonObject,
    check: (task) => void typed(task),
    needs: (task, options) => specification.needs?.(typed(task), parsed(options)) ?? {},
    ...(tasks === undefined ? {} : { tasks }),
    create: async (task, options, context) =>
      guardEnvironment(
        (await specification.create(typed(task), parsed(options), context)) as Environment,
      ),
    grade: async (input, options, context) => {
      if (specification.grade === undefined) return sumOfSteps(input.stepRewards);
      const evidence = input.evidence as Evidence<EvidenceData>;
      return specification.grade(
        { ...input, task: typed(input.task), evidence },
        parsed(options),
        context,
      );
    },
    scripts: (task, options) => specification.scripts?.(typed(task), parsed(options)) ?? {},
  };
}

/** A list as what finds tasks: those of a split are told by their `split`. */
function taskSource(
  tasks: EnvironmentSpecification<unknown, unknown, unknown>["tasks"],
): ((query: TaskQuery) => AsyncIterable<JsonObject>) | undefined {
  if (tasks === undefined || typeof tasks === "function") return tasks;
  return async function* ({ split }) {
    for (const data of tasks) if (split === undefined || data["split"] === split) yield data;
  };
}

function typedTasks<Data, Options, EvidenceData>({
  task: schema,
  check,
}: EnvironmentSpecification<Data, Options, EvidenceData>): (task: Task) => TypedTask<Data> {
  const known = new WeakMap<Task, TypedTask<Data>>();
  return (task) => {
    let typed = known.get(task);
    if (typed === undefined) {
      const result = validate(schema, task.data);
      if (!result.valid) throw new InvalidTaskError(`"${task.id}"`, result.problems);
      typed = { ...task, input: result.value };
      const problems = check?.(typed) ?? [];
      if (problems.length > 0) throw new InvalidTaskError(`"${task.id}"`, problems);
      known.set(task, typed);
    }
    return typed;
  };
}

function parsedOptions<Options>(
  name: string,
  schema: Schema<Options>,
): (raw: JsonObject) => Options {
  const known = new WeakMap<JsonObject, Options>();
  return (raw) => {
    let options = known.get(raw);
    if (options === undefined) {
      const result = validate(schema, raw);
      if (!result.valid) {
        throw new UsageError(`Options of environment ${name}: ${result.problems.join("; ")}.`);
      }
      options = result.value;
      known.set(raw, options);
    }
    return options;
  };
}

function sumOfSteps(rewards: readonly (number | null)[]): Verdict {
  const given = rewards.filter((reward) => reward !== null);
  if (given.length > 0) return { reward: given.reduce((sum, reward) => sum + reward, 0) };
  return {
    reward: null,
    boundary: "environment",
    reason: "No step of this episode gave a reward.",
  };
}
