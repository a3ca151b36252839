/** How much an episode may use; absent: as much as it likes. A limit is no error. */
export interface EpisodeLimits {
  /** Actions. */
  readonly turns?: number;
  /**
   * Calls that reach the environment. An action that would pass the limit ends the episode
   * unexecuted.
   */
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
  /** Making the environment and its `reset`. Default 2 minutes. */
  readonly reset: number;
  /** One step. Default 10 minutes. */
  readonly step: number;
  /** Taking the evidence. Default 1 minute. */
  readonly evidence: number;
  /** Grading, its models and sandboxes included. Default 2 minutes. */
  readonly grade: number;
  /** Closing the environment, and sweeping the sandboxes that it forgot. Default 30 seconds. */
  readonly close: number;
}

/** The timeouts that hold where a session is given none. */
export const defaultEpisodeTimeouts: EpisodeTimeouts = {
  reset: 120_000,
  step: 600_000,
  evidence: 60_000,
  grade: 120_000,
  close: 30_000,
};
