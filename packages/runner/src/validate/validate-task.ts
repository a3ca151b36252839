import {
  defineAgent,
  gradeRecord,
  InvalidTaskError,
  nopAgent,
  oracleAgent,
  scriptAgent,
  type AgentDefinition,
  type EpisodeOutcome,
  type SessionOptions,
  type Task,
  type TrajectoryEvent,
} from "@agent-gym/core";

import type { Semaphore } from "../concurrency/semaphore.ts";
import { runEpisode } from "../episode/run-episode.ts";
import { environmentSeed, samplingSeed } from "../episode/seeds.ts";
import { digestOf } from "../record/artifact-store.ts";
import { couldNotTell } from "../regrade/worth.ts";
import { judgeAgreement, judgeProbe } from "./judge-probe.ts";
import { randomAgent } from "./random-agent.ts";
import { standingOf, type ProbeResult, type TaskValidation } from "./task-validation.ts";

/** What the probes of a task are made with. */
export interface TaskProbing extends Pick<
  SessionOptions,
  "definition" | "sandboxes" | "model" | "limits" | "timeouts"
> {
  readonly options: NonNullable<SessionOptions["options"]>;
  readonly seed: number;
  /** Every episode, and every grading, takes a place. */
  readonly places: Semaphore;
  readonly signal: AbortSignal;
}

/** What an episode left behind, in memory. */
interface Played extends EpisodeOutcome {
  readonly events: readonly TrajectoryEvent[];
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Ends without having done anything: not even an empty answer. */
const absentAgent = defineAgent({ name: "absent", roles: [], play: async () => {} });

/**
 * Tries everything on one task.
 *
 * @throws the signal's reason when aborted.
 */
export async function validateTask(task: Task, probing: TaskProbing): Promise<TaskValidation> {
  const { id, digest } = task;
  const prepared = prepare(task, probing);
  if ("probe" in prepared) return { task: id, digest, standing: "broken", probes: [prepared] };
  const { hasSolution, cheats } = prepared;
  const probes = await Promise.all([
    ...(hasSolution ? [probeSolution(task, probing)] : []),
    probeNothing(task, probing),
    probeFailing("empty-answer", nopAgent, { task, probing }),
    probeFailing("random", randomAgent, { task, probing }),
    ...cheats.map((cheat) =>
      probeFailing(`cheat:${cheat}`, scriptAgent(`cheat ${cheat}`, cheat), { task, probing }),
    ),
  ]);
  const all = probes.flat();
  return { task: id, digest, standing: standingOf(all), probes: all };
}

function prepare(
  task: Task,
  { definition, options }: TaskProbing,
): ProbeResult | { readonly hasSolution: boolean; readonly cheats: readonly string[] } {
  try {
    definition.check(task);
    const { solution, cheats = {} } = definition.scripts(task, options);
    return { hasSolution: solution !== undefined, cheats: Object.keys(cheats) };
  } catch (error) {
    const problems = InvalidTaskError.isInstance(error) ? error.problems : [String(error)];
    const why = problems.join("; ");
    return { probe: "task", expected: "valid data", found: "invalid data", passed: false, why };
  }
}

async function probeSolution(task: Task, probing: TaskProbing): Promise<readonly ProbeResult[]> {
  const [first, second] = await Promise.all([
    play(task, oracleAgent, probing),
    play(task, oracleAgent, probing),
  ]);
  const again = await regrade(task, first, probing);
  return [
    { probe: "solution", ...judgeProbe(first, "success") },
    { probe: "repeat", ...judgeAgreement(first, second) },
    { probe: "regrade:solution", ...judgeAgreement(first, again) },
  ];
}

async function probeNothing(task: Task, probing: TaskProbing): Promise<readonly ProbeResult[]> {
  const played = await play(task, absentAgent, probing);
  const again = await regrade(task, played, probing);
  return [
    { probe: "nothing", ...judgeProbe(played, "no success") },
    { probe: "regrade:nothing", ...judgeAgreement(played, again) },
  ];
}

async function probeFailing(
  probe: string,
  agent: AgentDefinition,
  { task, probing }: { readonly task: Task; readonly probing: TaskProbing },
): Promise<readonly ProbeResult[]> {
  return [{ probe, ...judgeProbe(await play(task, agent, probing), "no success") }];
}

/** Plays an episode, and once more if what broke was not the task's. */
async function play(task: Task, agent: AgentDefinition, probing: TaskProbing): Promise<Played> {
  const { places, signal } = probing;
  const once = (): Promise<Played> => places.hold(() => playOnce(task, agent, probing), { signal });
  const played = await once();
  return couldNotTell(played) ? once() : played;
}

async function playOnce(
  task: Task,
  agent: AgentDefinition,
  { seed, ...probing }: TaskProbing,
): Promise<Played> {
  const { digest } = task;
  const events: TrajectoryEvent[] = [];
  const files = new Map<string, Uint8Array>();
  const outcome = await runEpisode({
    ...probing,
    task,
    agent,
    seed: environmentSeed({ seed, digest }),
    samplingSeed: samplingSeed({ seed, digest, attempt: 0 }),
    emit: (event) => events.push(event),
    storeFile: async (data) => {
      const name = digestOf(data);
      files.set(name, data);
      return name;
    },
  });
  probing.signal.throwIfAborted();
  return { ...outcome, events, files };
}

/** Judges what was left behind a second time. */
async function regrade(
  task: Task,
  { events, files }: Played,
  { places, timeouts, ...probing }: TaskProbing,
): Promise<Pick<Played, "verdict" | "success">> {
  const readFile = async (digest: string): Promise<Uint8Array> =>
    files.get(digest) ?? new Uint8Array();
  return places.hold(
    () =>
      gradeRecord({
        ...probing,
        task,
        events,
        readFile,
        ...(timeouts?.grade === undefined ? {} : { milliseconds: timeouts.grade }),
      }),
    probing,
  );
}
