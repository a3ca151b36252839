import { readRetryAfter } from "../transport/retry-after.ts";

/** The headers of an answer, their names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What a server says is left of an allowance, and in how many milliseconds it is whole again. */
export interface Quota {
  /** The whole of it, where the server says so. */
  readonly limit?: number;
  readonly remaining: number;
  readonly resetMs: number;
}

/** What a server's headers say of its allowances; what they leave out is absent. */
export interface Quotas {
  readonly requests?: Quota;
  readonly tokens?: Quota;
}

/**
 * Reads the headers by which servers tell what is left: `x-ratelimit-remaining-requests` and
 * `-tokens` with `x-ratelimit-reset-…` (OpenAI, Azure, Groq, vLLM's gateways),
 * `anthropic-ratelimit-requests-remaining` …, and the plain `x-ratelimit-remaining` and
 * `ratelimit-remaining` for requests.
 */
export function readQuotas(headers: AnswerHeaders, wallClock: number = Date.now()): Quotas {
  const read = (name: (field: "limit" | "remaining" | "reset") => string): Quota | undefined =>
    readQuota(
      {
        limit: one(headers[name("limit")]),
        remaining: one(headers[name("remaining")]),
        reset: one(headers[name("reset")]),
      },
      wallClock,
    );
  const requests =
    read((field) => `x-ratelimit-${field}-requests`) ??
    read((field) => `anthropic-ratelimit-requests-${field}`) ??
    read((field) => `x-ratelimit-${field}`) ??
    read((field) => `ratelimit-${field}`);
  const tokens =
    read((field) => `x-ratelimit-${field}-tokens`) ??
    read((field) => `anthropic-ratelimit-tokens-${field}`);
  return {
    ...(requests === undefined ? {} : { requests }),
    ...(tokens === undefined ? {} : { tokens }),
  };
}

/**
 * How long a server that refused a call asks to wait, in milliseconds: what `Retry-After` says, else
 * until the allowance that is used up is whole again. `undefined` when it says neither.
 */
export function readRetryTime(
  headers: AnswerHeaders,
  wallClock: number = Date.now(),
): number | undefined {
  const asked = readRetryAfter(headers, wallClock);
  if (asked !== undefined) return asked;
  const { requests, tokens } = readQuotas(headers, wallClock);
  const waits = [requests, tokens].flatMap((quota) =>
    quota !== undefined && quota.remaining < 1 ? [quota.resetMs] : [],
  );
  return waits.length === 0 ? undefined : Math.max(...waits);
}

function readQuota(
  said: { readonly limit: string; readonly remaining: string; readonly reset: string },
  wallClock: number,
): Quota | undefined {
  const limit = Number.parseFloat(said.limit);
  const remaining = Number.parseFloat(said.remaining);
  const resetMs = readReset(said.reset, wallClock);
  if (!(remaining >= 0) || resetMs === undefined) return undefined;
  return { ...(limit > 0 ? { limit } : {}), remaining, resetMs };
}

/** Seconds, a duration (`6m0.5s`, `20ms`), a moment in seconds or milliseconds, or a date. */
function readReset(text: string, wallClock: number): number | undefined {
  const value = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(value)) {
    const number = Number.parseFloat(value);
    if (number > 1e11) return Math.max(0, number - wallClock);
    return number > 1e9 ? Math.max(0, number * 1000 - wallClock) : number * 1000;
  }
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)];
  if (parts.length > 0 && parts.map(([whole]) => whole).join("") === value) {
    return parts.reduce(
      (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? 0),
      0,
    );
  }
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallClock);
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
