import type { Transcript } from "../action/transcript.ts";
import type { EnvironmentDefinition } from "../environment/environment-definition.ts";
import type { Verdict } from "../environment/verdict.ts";
import type { JsonObject } from "../json/json.ts";
import type { ChatModel } from "../model/chat-model.ts";
import type { Usage } from "../model/usage.ts";
import type { FileEntry } from "../sandbox/file-tree.ts";
import type { SandboxProvider } from "../sandbox/sandbox.ts";
import type { Task } from "../task/task.ts";
import { foldTranscript } from "../trajectory/fold-transcript.ts";
import type { TrajectoryEvent } from "../trajectory/trajectory-event.ts";
import { defaultEpisodeTimeouts } from "./episode-limits.ts";
import { gradeEvidence, isGraded, isSuccess, ungraded } from "./grade-evidence.ts";
import { guardAction } from "./guard-action.ts";
import { meterModels } from "./meter-models.ts";
import { noModel } from "./no-model.ts";
import { noSandbox } from "./no-sandbox.ts";
import { PromptPool } from "./prompt-pool.ts";
import { runWithDeadline } from "./run-with-deadline.ts";
import { sessionWords } from "./session-words.ts";
import { trackSandboxes } from "./track-sandboxes.ts";

/** Everything that judging a recorded episode needs. */
export interface RecordGrading {
  /** Whose `grade` judges; it need not be the version that was played. */
  readonly definition: EnvironmentDefinition;
  /** The task that was played. */
  readonly task: Task;
  /** As {@link EnvironmentDefinition.parseOptions} returned them; none when absent. */
  readonly options?: JsonObject;
  /** The episode's events, in order. */
  readonly events: Iterable<TrajectoryEvent>;
  /** The content of a collected file, by the SHA-256 that the events name. */
  readonly readFile: (digest: string) => Promise<Uint8Array>;
  /** Absent: a grader that asks for a sandbox fails. */
  readonly sandboxes?: SandboxProvider;
  /**
   * The model that plays a grader's role. Absent: a grader that asks for one fails.
   *
   * @throws UsageError for a role that there is no model for.
   */
  readonly model?: (role: string) => ChatModel;
  /** How long grading may take. Default 2 minutes. */
  readonly milliseconds?: number;
  /** Takes what grading itself does: model calls, notes. */
  readonly emit?: (event: TrajectoryEvent) => void;
  /** Ends the grading, which then rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** What a recorded episode is worth. */
export interface RecordVerdict {
  /** As the definition gave it, or unscored where it could not be judged. */
  readonly verdict: Verdict;
  /** As the verdict says, or reward ≥ the definition's threshold; `false` when there is no reward. */
  readonly success: boolean;
  /** Of the grader's models, by role. */
  readonly usage: Readonly<Record<string, Usage>>;
}

/**
 * Judges an episode by its record alone, as its session did, or as another version of the definition
 * would have. What the session would not have graded stays without a reward.
 *
 * @throws what `readFile` threw, and the signal's reason when aborted.
 */
export async function gradeRecord(grading: RecordGrading): Promise<RecordVerdict> {
  const { definition, task, signal, emit = () => {} } = grading;
  const found = findGraded([...grading.events], task);
  if ("reward" in found) return { verdict: found, success: false, usage: {} };
  const { files, ...rest } = found;
  const evidence = { data: found.data, files: await readFiles(files, grading.readFile) };
  const meter = meterModels({
    episode: task.id,
    resolve: grading.model ?? noModel,
    pool: new PromptPool(emit),
    emit,
    signal: signal ?? new AbortController().signal,
    ending: () => undefined,
    onFailure: () => {},
    onUsage: () => {},
  });
  const sandboxes = trackSandboxes(grading.sandboxes ?? noSandbox);
  try {
    const verdict = await gradeEvidence({
      ...rest,
      definition,
      task,
      options: grading.options ?? definition.parseOptions({}),
      evidence,
      context: {
        sandboxes: sandboxes.provider,
        model: meter.model,
        note: (kind, data) => emit({ type: "note", kind, data }),
        seed: found.seed,
      },
      meter,
      milliseconds: grading.milliseconds ?? defaultEpisodeTimeouts.grade,
      signal,
    });
    signal?.throwIfAborted();
    return { verdict, success: isSuccess(verdict, definition), usage: meter.usage() };
  } finally {
    const { close } = defaultEpisodeTimeouts;
    await runWithDeadline("Sweeping sandboxes", close, undefined, sandboxes.sweep).catch(() => {});
  }
}

type EvidenceEvent = Extract<TrajectoryEvent, { readonly type: "evidence" }>;
type EndingEvent = Extract<TrajectoryEvent, { readonly type: "ending" }>;

interface Graded extends Pick<EvidenceEvent, "data" | "files">, Pick<EndingEvent, "ending"> {
  readonly transcript: Transcript;
  readonly stepRewards: readonly (number | null)[];
  readonly seed: number;
}

/** What is to be graded of an episode, or why nothing is. */
function findGraded(
  events: readonly TrajectoryEvent[],
  task: Task,
): Graded | (Verdict & { readonly reward: null }) {
  const transcript = foldTranscript(events);
  const ending = events.find((event) => event.type === "ending")?.ending;
  const evidence = events.find((event) => event.type === "evidence");
  if (ending === undefined) return ungraded({ status: "cancelled" }) as Verdict & { reward: null };
  if (!isGraded(ending)) return ungraded(ending) as Verdict & { reward: null };
  if (transcript === undefined || evidence === undefined) {
    const before = events.find((event) => event.type === "verdict")?.verdict;
    return before?.reward === null
      ? before
      : { reward: null, boundary: "environment", reason: "The record holds no evidence." };
  }
  const { data, files } = evidence;
  const seed = events.find((event) => event.type === "episode-start")?.seed ?? 0;
  const stepRewards = recordedRewards(events, transcript, task);
  return { data, files, ending, transcript, stepRewards, seed };
}

/** One per step that reached the environment: what the session answered itself was none. */
function recordedRewards(
  events: readonly TrajectoryEvent[],
  { tools }: Transcript,
  { language }: Task,
): readonly (number | null)[] {
  const words = sessionWords(language);
  const rewards: (number | null)[] = [];
  let reached = false;
  for (const event of events) {
    if (event.type === "action") {
      const { raw: _, ...action } = event.action;
      const { calls, order } = guardAction(action, tools, words);
      reached = order.length === 0 ? action.incomplete !== true : calls.length > 0;
    }
    if (event.type === "step" && reached) rewards.push(event.reward ?? null);
  }
  return rewards;
}

async function readFiles(
  files: EvidenceEvent["files"],
  readFile: RecordGrading["readFile"],
): Promise<Record<string, FileEntry>> {
  const entries = await Promise.all(
    Object.entries(files).map(async ([path, file]): Promise<[string, FileEntry]> => {
      if (!("digest" in file)) return [path, file];
      const { digest, mode } = file;
      return [path, { data: await readFile(digest), ...(mode === undefined ? {} : { mode }) }];
    }),
  );
  return Object.fromEntries(entries);
}
