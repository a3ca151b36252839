import {
  openSession,
  type AgentDefinition,
  type Episode,
  type EpisodeOutcome,
  type SessionOptions,
} from "@agent-gym/core";

/** Everything that one episode needs: a session's options, and the agent itself. */
export interface EpisodeOptions extends Omit<SessionOptions, "agent" | "script"> {
  /** Who plays. */
  readonly agent: AgentDefinition;
}

/** How long an agent may go on after its episode is over, before nobody waits for it any more. */
const graceMs = 2_000;

/**
 * Plays one guarded episode to its end and grades it. Whatever breaks in it is told by the outcome;
 * an agent that does not stop when its episode is over is left behind, and its later steps reject.
 *
 * @throws UsageError when the task lacks the script that the agent asks for.
 * @throws what `emit` or `storeFile` threw, after everything was freed.
 */
export async function runEpisode({ agent, ...options }: EpisodeOptions): Promise<EpisodeOutcome> {
  await using session = await openSession({
    ...options,
    agent: agent.name,
    ...(agent.script === undefined ? {} : { script: agent.script }),
  });
  const { episode } = session;
  if (episode !== undefined) {
    const playing = play(agent, episode).catch(session.fail);
    await endOrGrace(playing, episode.signal);
  }
  return await session.finish();
}

// An agent that throws before its first await must not escape the session.
async function play(agent: AgentDefinition, episode: Episode): Promise<void> {
  if (!episode.over) await agent.play(episode);
}

/** Resolves when the agent has stopped, or a short while after its episode was over. */
async function endOrGrace(playing: Promise<void>, over: AbortSignal): Promise<void> {
  const { promise: graceOver, resolve } = Promise.withResolvers<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onOver = (): void => {
    timer = setTimeout(resolve, graceMs);
  };
  if (over.aborted) onOver();
  else over.addEventListener("abort", onOver, { once: true });
  try {
    await Promise.race([playing, graceOver]);
  } finally {
    clearTimeout(timer);
    over.removeEventListener("abort", onOver);
  }
}
