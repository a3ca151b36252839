import type { Observation } from "../action/observation.ts";
import { EpisodeOverError } from "../errors/episode-over-error.ts";
import type { JsonObject } from "../json/json.ts";
import type { Agent, AgentDefinition, Episode } from "./agent.ts";

interface AgentBasics {
  /** For people and for the record. */
  readonly name: string;
  /** Default: none. */
  readonly settings?: JsonObject;
  /** Default: `agent` alone. */
  readonly roles?: readonly string[];
  /** Name of the script that it plays (`solution`, or a cheat); default: none. */
  readonly script?: string;
}

/** An agent that owns its loop. */
export interface LoopAgentSpecification extends AgentBasics {
  /**
   * Plays one episode to its end; it returns when the episode is over, or when it has no more to
   * do.
   */
  readonly play: (episode: Episode) => Promise<void>;
}

/** An agent that is asked turn by turn; `create` makes a new one for each episode. */
export interface TurnAgentSpecification extends AgentBasics {
  /** Makes the agent of one episode; what it holds is freed by the agent's `close`. */
  readonly create: (episode: Episode) => Agent | Promise<Agent>;
}

/**
 * Makes an agent's definition: of a `play` that owns the loop, or of a `create` whose agent is asked
 * for one action after another until the episode is over.
 */
export function defineAgent(
  specification: LoopAgentSpecification | TurnAgentSpecification,
): AgentDefinition {
  const { name, settings = {}, roles = ["agent"], script } = specification;
  return {
    specificationVersion: "v1",
    kind: "agent",
    name,
    settings,
    roles,
    ...(script === undefined ? {} : { script }),
    play:
      "play" in specification
        ? specification.play
        : async (episode) => playTurns(episode, await specification.create(episode)),
  };
}

async function playTurns(episode: Episode, agent: Agent): Promise<void> {
  const { signal } = episode;
  try {
    let observation: Observation = episode.start.observation;
    while (!episode.over) {
      const action = await agent.act(observation, { transcript: episode.transcript, signal });
      ({ observation } = await episode.step(action));
    }
  } catch (error) {
    // The session knows why it is over; to the agent it is only the end.
    if (!EpisodeOverError.isInstance(error)) throw error;
  } finally {
    await agent.close?.();
  }
}
