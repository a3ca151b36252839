import type { Quota, Quotas } from "./read-quota.ts";

/** What had been sent at some moment, all in all. */
export interface SentSoFar {
  readonly requests: number;
  readonly tokens: number;
}

// Until an answer tells more.
const leastRenewalMs = 1_000;

type Allowance = keyof SentSoFar;

interface Known {
  /** What had been sent with the call whose answer said so. */
  readonly sentWith: number;
  readonly remaining: number;
  readonly resetAt: number;
  readonly quota: Quota;
}

/**
 * What a server itself says is left of its allowances. Whatever was sent after the call whose answer
 * said so is taken off; what is used up comes back when the server said that it would.
 */
export class ServerQuota {
  readonly #known: Partial<Record<Allowance, Known>> = {};
  #sent: SentSoFar = { requests: 0, tokens: 0 };

  get sent(): SentSoFar {
    return this.#sent;
  }

  /** Whether the server counts tokens. */
  get countsTokens(): boolean {
    return this.#known.tokens !== undefined;
  }

  send(tokens: number): SentSoFar {
    this.#sent = { requests: this.#sent.requests + 1, tokens: this.#sent.tokens + tokens };
    return this.#sent;
  }

  /** Takes over what an answer's headers say; `at` is what had been sent with its call. */
  learn(quotas: Quotas, at: SentSoFar, now: number): void {
    this.#learn("requests", quotas.requests, at.requests, now);
    this.#learn("tokens", quotas.tokens, at.tokens, now);
  }

  /** How many milliseconds until a call of so many tokens fits; 0 when it does. */
  waitMs(tokens: number, now: number): number {
    return Math.max(this.#waitMs("requests", 1, now), this.#waitMs("tokens", tokens, now));
  }

  #learn(allowance: Allowance, quota: Quota | undefined, sentWith: number, now: number): void {
    if (quota === undefined) return;
    const known = this.#known[allowance];
    const since = this.#sent[allowance] - sentWith;
    // Calls and answers overtake one another: until the reset, the worst that was heard holds.
    if (known !== undefined && known.resetAt > now) {
      if (this.#left(known, allowance) < quota.remaining - since) return;
    }
    const { remaining, resetMs } = quota;
    this.#known[allowance] = { sentWith, remaining, resetAt: now + resetMs, quota };
  }

  #waitMs(allowance: Allowance, amount: number, now: number): number {
    const known = this.#renewed(allowance, now);
    if (known === undefined || known.resetAt <= now) return 0;
    return this.#left(known, allowance) >= amount ? 0 : known.resetAt - now;
  }

  #left(known: Known, allowance: Allowance): number {
    return known.remaining - (this.#sent[allowance] - known.sentWith);
  }

  /** What is known now: an allowance that has become whole is as large as the server said it is. */
  #renewed(allowance: Allowance, now: number): Known | undefined {
    const known = this.#known[allowance];
    if (known === undefined || known.resetAt > now) return known;
    const { limit, resetMs } = known.quota;
    if (limit === undefined) return undefined;
    const renewed = {
      ...known,
      sentWith: this.#sent[allowance],
      remaining: limit,
      resetAt: now + Math.max(resetMs, leastRenewalMs),
    };
    this.#known[allowance] = renewed;
    return renewed;
  }
}
