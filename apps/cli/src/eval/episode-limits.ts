import type { EpisodeLimits } from "@agent-gym/core";

import type { RunFlags } from "../flags/run-flags.ts";

/** How much an episode may use, as the flags say it. */
export function episodeLimits({
  maxTurns,
  maxToolCalls,
  maxEpisodeTokens,
  maxEpisodeCost,
  episodeTimeout,
  episodeWorkingTime,
}: RunFlags): EpisodeLimits {
  return {
    turns: maxTurns,
    ...(maxToolCalls === undefined ? {} : { toolCalls: maxToolCalls }),
    ...(maxEpisodeTokens === undefined ? {} : { tokens: maxEpisodeTokens }),
    ...(maxEpisodeCost === undefined ? {} : { cost: maxEpisodeCost }),
    ...(episodeTimeout === undefined ? {} : { wallMs: episodeTimeout * 1000 }),
    ...(episodeWorkingTime === undefined ? {} : { workingMs: episodeWorkingTime * 1000 }),
  };
}
