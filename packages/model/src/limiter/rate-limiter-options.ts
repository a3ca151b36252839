/** What is known of an endpoint's limits before the first call. */
export interface RateLimiterOptions {
  /** How many calls at a time to begin with. Default: 8, or `most` where that is less. */
  readonly start?: number;
  /** The most calls at a time, whatever the endpoint would take. Default: no bound. */
  readonly most?: number;
  /** Requests in any 60 seconds. Default: no bound. */
  readonly requestsPerMinute?: number;
  /** Tokens in any 60 seconds, prompts and answers together. Default: no bound. */
  readonly tokensPerMinute?: number;
}

/** What a limiter does at the moment, for who watches. */
export interface RateLimiterState {
  /** How many calls may be under way at a time, as far as is known now. */
  readonly limit: number;
  /** Calls that were sent and have not ended. */
  readonly inFlight: number;
  /** Calls that were not sent yet. */
  readonly waiting: number;
  /** Calls that the endpoint refused because there were too many, since the start. */
  readonly refused: number;
  /** For how long nothing will be sent, because the endpoint wants it so; 0 when it does not. */
  readonly pausedMs: number;
}
