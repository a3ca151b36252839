/** How much an episode may use; absent: as much as it likes. A limit is no error. */
export interface EpisodeLimits {
  /** Actions. */
  readonly turns?: number;
  readonly toolCalls?: number;
  /** Input and output of the agent's role together, over all its calls. */
  readonly tokens?: number;
  /** US dollars, over all roles. */
  readonly cost?: number;
  /** Milliseconds since `reset` began. */
  readonly wallMs?: number;
  /** Milliseconds, less those spent waiting for our own queues and rate limits. */
  readonly workingMs?: number;
}

/** How long one part of an episode may take, in milliseconds, before it counts as hung. */
export interface EpisodeTimeouts {
  readonly reset: number;
  readonly step: number;
  readonly evidence: number;
  readonly grade: number;
  readonly close: number;
}

export const defaultEpisodeTimeouts: EpisodeTimeouts = {
  reset: 120_000,
  step: 600_000,
  evidence: 60_000,
  grade: 120_000,
  close: 30_000,
};
