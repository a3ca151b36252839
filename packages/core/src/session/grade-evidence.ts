import type { Transcript } from "../action/transcript.ts";
import type { Ending } from "../environment/ending.ts";
import type {
  EnvironmentDefinition,
  EpisodeContext,
} from "../environment/environment-definition.ts";
import type { Evidence } from "../environment/evidence.ts";
import type { Verdict } from "../environment/verdict.ts";
import { AgentGymError } from "../errors/agent-gym-error.ts";
import { crashMessage } from "../errors/crash-message.ts";
import { VerifierError } from "../errors/verifier-error.ts";
import type { JsonObject } from "../json/json.ts";
import type { Task } from "../task/task.ts";
import type { ModelMeter } from "./meter-models.ts";
import { runWithDeadline } from "./run-with-deadline.ts";

/** All that one grading needs. */
export interface Grading {
  readonly definition: EnvironmentDefinition;
  readonly task: Task;
  readonly options: JsonObject;
  readonly evidence: Evidence;
  readonly transcript: Transcript;
  readonly ending: Ending;
  readonly stepRewards: readonly (number | null)[];
  readonly context: EpisodeContext;
  readonly meter: Pick<ModelMeter, "judge">;
  /** How long it may take. */
  readonly milliseconds: number;
  readonly signal: AbortSignal | undefined;
}

/** What some evidence is worth. Never rejects: what breaks is a verdict without a reward. */
export async function gradeEvidence(grading: Grading): Promise<Verdict> {
  const { definition, task, options, evidence, transcript, ending, stepRewards } = grading;
  const { context, meter, milliseconds, signal: cancel } = grading;
  try {
    const verdict = await runWithDeadline("Grading", milliseconds, cancel, (signal) =>
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

/** What the agent is answerable for is graded; what broke around it is not. */
export function isGraded(ending: Ending): boolean {
  if (ending.status === "error") return ending.boundary === "agent";
  return ending.status !== "cancelled";
}

/** The verdict on an episode that is not graded, for how it ended. */
export function ungraded(ending: Ending): Verdict {
  if (ending.status === "error") {
    return { reward: null, boundary: ending.boundary, reason: ending.message };
  }
  return { reward: null, boundary: "harness", reason: "The episode was cancelled." };
}

/** The verdict on an episode that should have been graded, and could not be. */
export function unscored(error: unknown, boundary: "environment" | "verifier"): Verdict {
  return {
    reward: null,
    boundary: (AgentGymError.isInstance(error) ? error.boundary : undefined) ?? boundary,
    reason: AgentGymError.isInstance(error) ? error.message : crashMessage(error),
    ...(VerifierError.isInstance(error) ? { details: error.details } : {}),
  };
}

/** Whether a verdict is a success. */
export function isSuccess(verdict: Verdict, { reward }: EnvironmentDefinition): boolean {
  if (verdict.reward === null) return false;
  return verdict.success ?? verdict.reward >= reward.success;
}

function checkedVerdict(verdict: Verdict, { reward }: EnvironmentDefinition): Verdict {
  if (verdict.reward === null) return asRecorded(verdict);
  const [minimum, maximum] = reward.range;
  if (verdict.reward >= minimum && verdict.reward <= maximum) return asRecorded(verdict);
  return {
    reward: null,
    boundary: "verifier",
    reason: `The grader gave ${verdict.reward}, outside of its range ${minimum} to ${maximum}.`,
    ...(verdict.details === undefined ? {} : { details: verdict.details }),
  };
}

/** As it is read again: a score that is no number is one that could not be told. */
function asRecorded(verdict: Verdict): Verdict {
  return JSON.parse(JSON.stringify(verdict)) as Verdict;
}
