import type { Observation } from "../action/observation.ts";
import type { EnvironmentDefinition, Script } from "../environment/environment-definition.ts";
import type { Start, Transition } from "../environment/environment.ts";
import type { Verdict } from "../environment/verdict.ts";
import { errorMessage } from "../errors/error-message.ts";
import { digestBytes } from "../json/digest.ts";
import { isGraded } from "../session/grade-evidence.ts";
import { openSession } from "../session/open-session.ts";
import type { EpisodeOutcome, Session, SessionOptions } from "../session/session.ts";
import type { TrajectoryEvent } from "../trajectory/trajectory-event.ts";

/** All that is known of an episode, before and after the session looked at it. */
export interface PlayedEpisode extends EpisodeOutcome {
  readonly events: readonly TrajectoryEvent[];
  /** Collected files by digest. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** As the environment gave them, in order. */
  readonly starts: readonly Start[];
  readonly transitions: readonly Transition[];
  /** As the grader gave them; a session lets none out that breaks the range. */
  readonly verdicts: readonly Verdict[];
}

/** An episode under way, its script waiting. */
export interface RecordedEpisode {
  readonly session: Session;
  /** Plays one action of the script; `false` when there is none left or the episode is over. */
  readonly next: () => Promise<boolean>;
  readonly finish: () => Promise<PlayedEpisode>;
}

/** Opens an episode whose every part is kept in memory, for a script to play. */
export async function openRecorded(
  options: SessionOptions & { readonly turns?: number },
  script: Script,
): Promise<RecordedEpisode> {
  const events: TrajectoryEvent[] = [];
  const files = new Map<string, Uint8Array>();
  const starts: Start[] = [];
  const transitions: Transition[] = [];
  const verdicts: Verdict[] = [];
  const { turns = 200, definition, ...rest } = options;
  const session = await openSession({
    limits: { turns },
    ...rest,
    definition: watched(definition, { starts, transitions, verdicts }),
    emit: (event) => void events.push(event),
    storeFile: async (data) => {
      const digest = await digestBytes(data);
      files.set(digest, data);
      return digest;
    },
  });
  const { episode } = session;
  const actions = episode === undefined ? undefined : script(episode.start);
  let observation: Observation | undefined;
  return {
    session,
    next: async () => {
      if (episode === undefined || actions === undefined || episode.over) return false;
      const turn = observation === undefined ? actions.next() : actions.next(observation);
      if (turn.done === true) return false;
      // How a step broke is told by the outcome.
      const transition = await episode.step(turn.value).catch(() => undefined);
      if (transition === undefined) return false;
      ({ observation } = transition);
      return !episode.over;
    },
    finish: async () => {
      const outcome = await session.finish();
      return { ...outcome, events, files, starts, transitions, verdicts };
    },
  };
}

/** What went wrong around an episode, in one line; `undefined` when nothing did. */
export function brokenBy({ ending, verdict, events }: PlayedEpisode): string | undefined {
  if (ending.status === "error" && ending.boundary !== "agent") {
    return `the episode ended at the boundary ${ending.boundary}: ${ending.message}`;
  }
  if (verdict.reward === null && verdict.boundary === "verifier") {
    return `grading failed: ${verdict.reason}`;
  }
  const isTaken = events.some((event) => event.type === "evidence");
  if (isGraded(ending) && !isTaken && verdict.reward === null) {
    return `no evidence was taken: ${verdict.reason}`;
  }
  const failed = events.find((event) => event.type === "note" && event.kind === "close-failed");
  if (failed?.type === "note") return `close threw: ${errorMessage(failed.data["message"])}`;
  return undefined;
}

function watched(
  definition: EnvironmentDefinition,
  seen: {
    readonly starts: Start[];
    readonly transitions: Transition[];
    readonly verdicts: Verdict[];
  },
): EnvironmentDefinition {
  return {
    ...definition,
    create: async (...input) => {
      const environment = await definition.create(...input);
      return {
        reset: async (settings) => {
          const start = await environment.reset(settings);
          seen.starts.push(start);
          return start;
        },
        step: async (action, settings) => {
          const transition = await environment.step(action, settings);
          seen.transitions.push(transition);
          return transition;
        },
        ...(environment.evidence === undefined ? {} : { evidence: environment.evidence }),
        close: environment.close,
      };
    },
    grade: async (...input) => {
      const verdict = await definition.grade(...input);
      seen.verdicts.push(verdict);
      return verdict;
    },
  };
}
