import { EpisodeOverError } from "../errors/episode-over-error.ts";
import type { Ending } from "./ending.ts";
import type { Environment } from "./environment.ts";

/** The same environment, which takes no step once it has ended or is closed. */
export function guardEnvironment(environment: Environment): Environment {
  let ending: Ending | undefined;
  const { evidence } = environment;
  return {
    reset: (options) => environment.reset(options),
    step: async (action, options) => {
      if (ending !== undefined) throw new EpisodeOverError(ending);
      const transition = await environment.step(action, options);
      if (transition.terminated === true) ending ??= { status: "completed" };
      else if (transition.truncated === true) ending ??= { status: "limit", limit: "environment" };
      return transition;
    },
    ...(evidence === undefined ? {} : { evidence: (options) => environment.evidence!(options) }),
    close: async () => {
      ending ??= { status: "cancelled" };
      await environment.close();
    },
  };
}
