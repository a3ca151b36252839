import type { AgentDefinition, ChatModel, Episode } from "@agent-gym/core";
import { UsageError } from "@agent-gym/core";

/**
 * The same agent, sampling at another temperature in each attempt: the first rung in attempt 0, and
 * from the start again after the last. The ladder is part of the agent's settings, and so of the run's
 * identity.
 *
 * @throws UsageError for a temperature that is none.
 */
export function withTemperatures(
  agent: AgentDefinition,
  temperatures: readonly number[],
): AgentDefinition {
  const wrong = temperatures.find((one) => !Number.isFinite(one) || one < 0);
  if (wrong !== undefined) {
    throw new UsageError(`A temperature is a number from 0 on, not ${wrong}.`);
  }
  if (temperatures.length === 0) return agent;
  return {
    ...agent,
    settings: { ...agent.settings, temperatures },
    play: (episode) => {
      const temperature = temperatures[attemptOf(episode) % temperatures.length] ?? 0;
      const model = (role: string): ChatModel => {
        const inner = episode.model(role);
        return role === "agent" ? atTemperature(inner, temperature) : inner;
      };
      // The episode's state is read through getters, which a copy would freeze.
      const warmed = Object.create(episode, { model: { value: model } }) as Episode;
      return agent.play(warmed);
    },
  };
}

function atTemperature(model: ChatModel, temperature: number): ChatModel {
  return {
    id: model.id,
    complete: (request, options) =>
      model.complete({ ...request, sampling: { ...request.sampling, temperature } }, options),
  };
}

/** An episode's id ends in the number of its attempt. */
function attemptOf({ id }: Pick<Episode, "id">): number {
  return Number(/\d+$/.exec(id)?.[0] ?? 0);
}
