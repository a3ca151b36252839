import type { Environment } from "../environment/environment.ts";
import type { Evidence } from "../environment/evidence.ts";
import type { Verdict } from "../environment/verdict.ts";
import { errorMessage } from "../errors/error-message.ts";
import type { TrajectoryEvent } from "../trajectory/trajectory-event.ts";
import type { EpisodeTimeouts } from "./episode-limits.ts";
import { gradeEvidence, isGraded, isSuccess, ungraded, unscored } from "./grade-evidence.ts";
import type { Grading } from "./grade-evidence.ts";
import type { ModelMeter } from "./meter-models.ts";
import { recordEvidenceFiles, type StoreFile } from "./record-evidence.ts";
import { runWithDeadline } from "./run-with-deadline.ts";
import type { EpisodeOutcome } from "./session.ts";
import type { TrackedSandboxes } from "./track-sandboxes.ts";

interface FinishOptions extends Omit<Grading, "evidence" | "milliseconds"> {
  readonly environment: Environment | undefined;
  readonly started: boolean;
  /** Resolves when the environment has come back from every step. */
  readonly settled: () => Promise<unknown>;
  readonly meter: ModelMeter;
  readonly sandboxes: TrackedSandboxes;
  readonly timeouts: EpisodeTimeouts;
  readonly emit: (event: TrajectoryEvent) => void;
  readonly storeFile: StoreFile | undefined;
  readonly startedAt: number;
  readonly turns: number;
  readonly toolCalls: number;
  readonly recordFailure: () => { readonly error: unknown } | undefined;
}

/** How long a step that was told to stop may take to do so. */
const settleMs = 10_000;

/**
 * Evidence, close, grade, in that order: what grades an episode holds nothing of it but its record,
 * and a grader that needs a sandbox never waits for one that the episode still holds, not even for
 * one that its environment forgot.
 */
export async function finishSession(finish: FinishOptions): Promise<EpisodeOutcome> {
  const { definition, ending, emit, timeouts } = finish;
  const gathered = await gatherEvidence(finish);
  await closeEnvironment(finish);
  const forgotten = await sweep(finish);
  const verdict =
    "verdict" in gathered
      ? gathered.verdict
      : await gradeEvidence({
          ...finish,
          evidence: gathered.evidence,
          milliseconds: timeouts.grade,
        });
  emit({ type: "verdict", verdict, gradedBy: `${definition.name}@${definition.version}` });
  const leaked = [...forgotten, ...(await sweep(finish))];
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

async function closeEnvironment({ environment, timeouts, emit }: FinishOptions): Promise<void> {
  if (environment === undefined) return;
  try {
    await runWithDeadline("Closing the environment", timeouts.close, undefined, environment.close);
  } catch (error) {
    emit({ type: "note", kind: "close-failed", data: { message: errorMessage(error) } });
  }
}

async function sweep({ sandboxes, timeouts }: FinishOptions): Promise<readonly string[]> {
  return runWithDeadline("Sweeping sandboxes", timeouts.close, undefined, sandboxes.sweep).catch(
    () => ["unknown: the sweep did not end"],
  );
}
