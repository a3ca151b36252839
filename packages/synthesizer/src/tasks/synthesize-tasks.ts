import {
  addUsage,
  type ChatModel,
  createTasks,
  type EnvironmentDefinition,
  InvalidTaskError,
  type JsonObject,
  noUsage,
  type Task,
  type Usage,
  UsageError,
} from "@agent-gym/core";

import { minHash } from "../similarity/min-hash.ts";
import { Shingler } from "../similarity/shingler.ts";
import { SimilarityIndex } from "../similarity/similarity-index.ts";
import { nearDuplicateSizes } from "../stages/near-duplicates.ts";
import { type ProofResult, type ValidateTask, whyUnproven } from "./proof.ts";
import { proposalPrompt } from "./proposal-prompt.ts";
import { readProposal, taskText } from "./read-proposal.ts";

/** What tasks to ask for, and what proves them. */
export interface SynthesizeTasksOptions {
  /**
   * The environment that the tasks are for; each proposal must fit its schema and pass its `check`.
   */
  readonly definition: EnvironmentDefinition;
  /** The teacher. */
  readonly model: ChatModel;
  /** How many proposals to ask for. */
  readonly proposals: number;
  /** Stops early once so many are accepted. Default: never. */
  readonly accepted?: number;
  /** Tasks to learn the form from; new ones must differ from them. */
  readonly seeds: readonly Task[];
  /** Who might ask; taken in turns. Default: nobody in particular. */
  readonly personas?: readonly string[];
  /** What tasks should exercise; those with the fewest accepted tasks come next. Default: none. */
  readonly tags?: readonly string[];
  /** The language to write tasks in, in words for the teacher. Default: it is not told one. */
  readonly language?: string;
  /** Examples in each request. Default 2. */
  readonly examples?: number;
  /** Accepts by proof alone: every proof passed. */
  readonly validate: ValidateTask;
  /** Only tasks whose pass rate on some model lies in a band, its ends included. */
  readonly passRate?: {
    /** The share of successes at a task, from 0 to 1; `null` when it can't be told. */
    readonly of: (task: Task, options: { readonly signal: AbortSignal }) => Promise<number | null>;
    /** From 0 to 1. */
    readonly least: number;
    /** From 0 to 1. */
    readonly most: number;
  };
  /** Jaccard similarity from which on a task repeats another. Default 0.5. */
  readonly threshold?: number;
  /** Merged into each request. Default: temperature 1. */
  readonly sampling?: JsonObject;
  /** Ends the work, which then rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called with each proposal as it is decided: to keep it, or to tell. */
  readonly onProposal?: (proposal: TaskProposal) => void;
}

/** A task that a teacher proposed, and what became of it. */
export interface TaskProposal {
  /** From 0. */
  readonly number: number;
  /** Whether it is among the tasks that were proven. */
  readonly accepted: boolean;
  /** `undefined` when the answer held none. */
  readonly task: Task | undefined;
  /** A stable name of why it was rejected: `failed-solution`, `near-duplicate`, … */
  readonly code?: string;
  /** The same in words; absent when it was accepted. */
  readonly reason?: string;
  /** What became of each proof; absent when it came to none. */
  readonly proofs?: readonly ProofResult[];
  /** As `passRate.of` told it; absent when it was not asked. */
  readonly passRate?: number | null;
  /** Who was to ask; absent when no personas were given. */
  readonly persona?: string;
  /** What it was to exercise; absent when no tags were given. */
  readonly tag?: string;
}

/** The tasks that were proven, and the story of the others. */
export interface SynthesizedTasks {
  /** In the order in which they were accepted. */
  readonly tasks: readonly Task[];
  /** All, the accepted included, in order. */
  readonly proposals: readonly TaskProposal[];
  /** Of the teacher's calls. */
  readonly usage: Usage;
}

/**
 * Lets a teacher propose tasks, and accepts those that are proven: that fit the environment's schema,
 * repeat no other task, and pass every proof of `validate`. The teacher's word counts for nothing.
 * Accepted tasks say in `source` which model wrote them, and get the `tag` that they were asked for.
 *
 * @throws UsageError for a number of proposals that is none, or without a seed.
 * @throws what the model's endpoint or `validate` throws; what was decided before has been told to
 * `onProposal`.
 */
export async function synthesizeTasks(options: SynthesizeTasksOptions): Promise<SynthesizedTasks> {
  const { proposals: count, seeds, signal = new AbortController().signal } = options;
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new UsageError(`"proposals" must be a whole number from 1 on, not ${count}.`);
  }
  if (seeds.length === 0) {
    throw new UsageError("New tasks are made after old ones: give at least one.", {
      code: "no-tasks",
    });
  }
  const known = new KnownTasks(options.threshold ?? 0.5);
  for (const seed of seeds) known.add(seed);
  const coverage = new Map((options.tags ?? []).map((tag) => [tag, 0]));
  const decided: TaskProposal[] = [];
  const tasks: Task[] = [];
  let usage: Usage = noUsage;
  for (
    let number = 0;
    number < count && tasks.length < (options.accepted ?? Infinity);
    number += 1
  ) {
    signal.throwIfAborted();
    const { personas = [], tags = [] } = options;
    const persona = personas[number % Math.max(1, personas.length)];
    const tag = leastCovered(tags, coverage);
    const asked = await ask(options, { number, persona, tag }, signal);
    usage = addUsage(usage, asked.usage);
    const proposal: TaskProposal = {
      ...(await decide(asked.data, options, known, signal, tag)),
      number,
      ...(persona === undefined ? {} : { persona }),
      ...(tag === undefined ? {} : { tag }),
    };
    decided.push(proposal);
    options.onProposal?.(proposal);
    if (!proposal.accepted || proposal.task === undefined) continue;
    tasks.push(proposal.task);
    known.add(proposal.task);
    if (tag !== undefined) coverage.set(tag, (coverage.get(tag) ?? 0) + 1);
  }
  return { tasks, proposals: decided, usage };
}

async function ask(
  { definition, model, seeds, language, examples = 2, sampling }: SynthesizeTasksOptions,
  brief: {
    readonly number: number;
    readonly persona: string | undefined;
    readonly tag: string | undefined;
  },
  signal: AbortSignal,
): Promise<{ readonly data: JsonObject | undefined; readonly usage: Usage }> {
  const { number, persona, tag } = brief;
  const shown = Array.from(
    { length: Math.min(examples, seeds.length) },
    (_, index) => seeds[(number * examples + index) % seeds.length],
  ).flatMap((task) => (task === undefined ? [] : [task.data]));
  const messages = proposalPrompt(definition, {
    examples: shown,
    number,
    ...(persona === undefined ? {} : { persona }),
    ...(tag === undefined ? {} : { tag }),
    ...(language === undefined ? {} : { language }),
  });
  const result = await model.complete(
    { messages, sampling: sampling ?? { temperature: 1 } },
    { signal, scope: { episode: `task-proposal/${number}`, role: "teacher", ordinal: 0 } },
  );
  const data = readProposal(result.message.content);
  return {
    data: data === undefined ? undefined : { ...data, source: `written by ${result.model}` },
    usage: result.usage,
  };
}

type Decision = Omit<TaskProposal, "number" | "persona" | "tag">;

async function decide(
  data: JsonObject | undefined,
  options: SynthesizeTasksOptions,
  known: KnownTasks,
  signal: AbortSignal,
  tag: string | undefined,
): Promise<Decision> {
  if (data === undefined) {
    return turnedDown(undefined, "unreadable", "the teacher's answer holds no JSON object");
  }
  const [task] = await createTasks([tag === undefined ? data : withTag(data, tag)]);
  if (task === undefined) return turnedDown(undefined, "unreadable", "it is no task");
  try {
    options.definition.check(task);
  } catch (error) {
    if (!InvalidTaskError.isInstance(error)) throw error;
    return turnedDown(task, "invalid", error.problems.join("; "));
  }
  const like = known.find(task);
  if (like !== undefined) return turnedDown(task, like.code, like.reason);
  const proofs = await options.validate(task, { signal });
  const unproven = whyUnproven(proofs);
  if (unproven !== undefined) {
    return { ...turnedDown(task, unproven.code, unproven.reason), proofs };
  }
  if (options.passRate === undefined) return { accepted: true, task, proofs };
  const { of, least, most } = options.passRate;
  const passRate = await of(task, { signal });
  if (passRate !== null && passRate >= least && passRate <= most) {
    return { accepted: true, task, proofs, passRate };
  }
  const reason =
    passRate === null
      ? "its pass rate could not be told"
      : `its pass rate ${passRate.toFixed(2)} is outside ${least}–${most}`;
  return { ...turnedDown(task, "pass-rate", reason), proofs, passRate };
}

function turnedDown(task: Task | undefined, code: string, reason: string): Decision {
  return { accepted: false, task, code, reason };
}

function withTag(data: JsonObject, tag: string): JsonObject {
  const tags = Array.isArray(data["tags"]) ? data["tags"].filter((one) => one !== tag) : [];
  return { ...data, tags: [...tags, tag] };
}

function leastCovered(
  tags: readonly string[],
  coverage: ReadonlyMap<string, number>,
): string | undefined {
  return tags.toSorted((left, right) => (coverage.get(left) ?? 0) - (coverage.get(right) ?? 0))[0];
}

/** The tasks that a new one must differ from. */
class KnownTasks {
  readonly #shingler: Shingler = new Shingler(nearDuplicateSizes);
  readonly #index: SimilarityIndex;
  readonly #ids: string[] = [];
  readonly #taken = new Set<string>();

  constructor(threshold: number) {
    this.#index = new SimilarityIndex(threshold);
  }

  add(task: Task): void {
    this.#index.add(this.#signature(task));
    this.#ids.push(task.id);
    this.#taken.add(task.id);
  }

  find(task: Task): { readonly code: string; readonly reason: string } | undefined {
    const found = this.#index.find(this.#signature(task));
    if (found !== undefined) {
      const id = this.#ids[found.item] ?? "";
      const reason = `it is like ${id} (similarity ${found.similarity.toFixed(2)})`;
      return { code: "near-duplicate", reason };
    }
    return this.#taken.has(task.id)
      ? { code: "taken-id", reason: `another task has the id "${task.id}"` }
      : undefined;
  }

  #signature({ data }: Task): Uint8Array {
    return minHash(this.#shingler.shingles(taskText(data)));
  }
}
