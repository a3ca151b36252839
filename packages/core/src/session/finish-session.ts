import type { Transcript } from "../action/transcript.ts";
import type { Ending } from "../environment/ending.ts";
import type {
  EnvironmentDefinition,
  EpisodeContext,
} from "../environment/environment-definition.ts";
import type { Environment } from "../environment/environment.ts";
import type { Evidence } from "../environment/evidence.ts";
import type { Verdict } from "../environment/verdict.ts";
import { AgentGymError } from "../errors/agent-gym-error.ts";
import { VerifierError } from "../errors/verifier-error.ts";
import type { JsonObject } from "../json/json.ts";
import type { Task } from "../task/task.ts";
import type { TrajectoryEvent } from "../trajectory/trajectory-event.ts";
import type { EpisodeTimeouts } from "./episode-limits.ts";
import type { ModelMeter } from "./meter-models.ts";
import { recordEvidenceFiles, type StoreFile } from "./record-evidence.ts";
import { runWithDeadline } from "./run-with-deadline.ts";
import type { EpisodeOutcome } from "./session.ts";
import type { TrackedSandboxes } from "./track-sandboxes.ts";

interface FinishOptions {
  readonly definition: EnvironmentDefinition;
  readonly task: Task;
  readonly options: JsonObject;
  readonly environment: Environment | undefined;
  readonly transcript: Transcript;
  readonly ending: Ending;
  readonly started: boolean;
  readonly stepRewards: readonly (number | null)[];
  /** Resolves when the environment has come back from every step. */
  readonly settled: () => Promise<unknown>;
  readonly context: EpisodeContext;
  readonly meter: ModelMeter;
  readonly sandboxes: TrackedSandboxes;
  readonly timeouts: EpisodeTimeouts;
  readonly emit: (event: TrajectoryEvent) => void;
  readonly storeFile: StoreFile | undefined;
  readonly signal: AbortSignal | undefined;
  readonly startedAt: number;
  readonly turns: number;
  readonly toolCalls: number;
  readonly recordFailure: () => { readonly error: unknown } | undefined;
}

/** How long a step that was told to stop may take to do so. */
const settleMs = 10_000;

/**
 * Evidence, close, grade, in that order: what grades an episode holds nothing of it but its record,
 * and a grader that needs a sandbox never waits for one that the episode still holds.
 */
export async function finishSession(finish: FinishOptions): Promise<EpisodeOutcome> {
  const { definition, ending, emit, sandboxes, timeouts } = finish;
  const gathered = await gatherEvidence(finish);
  await closeEnvironment(finish);
  const verdict = "verdict" in gathered ? gathered.verdict : await judge(finish, gathered.evidence);
  emit({ type: "verdict", verdict, gradedBy: `${definition.name}@${definition.version}` });
  const leaked = await runWithDeadline(
    "Sweeping sandboxes",
    timeouts.close,
    undefined,
    sandboxes.sweep,
  ).catch(() => ["unknown: the sweep did not end"]);
  emit({ type: "episode-end", leaked });
  const failure = finish.recordFailure();
  if (failure !== undefined) throw failure.error;
  return {
    ending,
    verdict,
    success: isSuccess(verdict, definition),
    turns: finish.turns,
    toolCalls: finish.toolCalls,
    usage: finish.meter.usage(),
    milliseconds: {
      total: performance.now() - finish.startedAt,
      waited: finish.meter.waitedMs(),
    },
    leaked,
  };
}

async function gatherEvidence(
  finish: FinishOptions,
): Promise<{ readonly evidence: Evidence } | { readonly verdict: Verdict }> {
  const { ending, environment, started, timeouts, emit, signal, storeFile } = finish;
  if (!started || environment === undefined || !isGraded(ending)) {
    return { verdict: ungraded(ending) };
  }
  try {
    await runWithDeadline("Stopping the last step", settleMs, signal, finish.settled);
    const evidence: Evidence = (await runWithDeadline(
      "Taking evidence",
      timeouts.evidence,
      signal,
      async (own) => environment.evidence?.({ ending, signal: own }),
    )) ?? { data: null };
    const files = await recordEvidenceFiles(evidence.files ?? {}, storeFile);
    emit({ type: "evidence", data: evidence.data, files });
    return { evidence };
  } catch (error) {
    if (signal?.aborted === true) return { verdict: ungraded({ status: "cancelled" }) };
    return { verdict: unscored(error, "environment") };
  }
}

async function judge(finish: FinishOptions, evidence: Evidence): Promise<Verdict> {
  const { definition, task, options, transcript, ending, stepRewards, context, meter } = finish;
  const { signal: cancel, timeouts } = finish;
  try {
    const verdict = await runWithDeadline("Grading", timeouts.grade, cancel, (signal) =>
      definition.grade({ task, evidence, transcript, ending, stepRewards }, options, {
        ...context,
        model: (role) => meter.judge(role, signal),
        signal,
      }),
    );
    return checkedVerdict(verdict, definition);
  } catch (error) {
    if (cancel?.aborted === true) return ungraded({ status: "cancelled" });
    return unscored(error, "verifier");
  }
}

async function closeEnvironment({ environment, timeouts, emit }: FinishOptions): Promise<void> {
  if (environment === undefined) return;
  try {
    await runWithDeadline("Closing the environment", timeouts.close, undefined, environment.close);
  } catch (error) {
    emit({ type: "note", kind: "close-failed", data: { message: messageOf(error) } });
  }
}

/** What the agent is answerable for is graded; what broke around it is not. */
function isGraded(ending: Ending): boolean {
  if (ending.status === "error") return ending.boundary === "agent";
  return ending.status !== "cancelled";
}

function ungraded(ending: Ending): Verdict {
  if (ending.status === "error") {
    return { reward: null, boundary: ending.boundary, reason: ending.message };
  }
  return { reward: null, boundary: "harness", reason: "The episode was cancelled." };
}

function unscored(error: unknown, boundary: "environment" | "verifier"): Verdict {
  return {
    reward: null,
    boundary: (AgentGymError.isInstance(error) ? error.boundary : undefined) ?? boundary,
    reason: messageOf(error),
    ...(VerifierError.isInstance(error) ? { details: error.details } : {}),
  };
}

function checkedVerdict(verdict: Verdict, { reward }: EnvironmentDefinition): Verdict {
  if (verdict.reward === null) return verdict;
  const [minimum, maximum] = reward.range;
  if (verdict.reward >= minimum && verdict.reward <= maximum) return verdict;
  return {
    reward: null,
    boundary: "verifier",
    reason: `The grader gave ${verdict.reward}, outside of its range ${minimum} to ${maximum}.`,
    ...(verdict.details === undefined ? {} : { details: verdict.details }),
  };
}

function isSuccess(verdict: Verdict, { reward }: EnvironmentDefinition): boolean {
  if (verdict.reward === null) return false;
  return verdict.success ?? verdict.reward >= reward.success;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
