import { hash } from "node:crypto";

/** What a run's seeds are made of. */
export interface SeedSource {
  /** The run's own seed. */
  readonly seed: number;
  /** The task's digest: a seed follows the task, whatever else is in the run. */
  readonly digest: string;
}

/** The environment's seed, from 0 to 2³¹ − 1: equal for all attempts, so they start from one state. */
export function environmentSeed({ seed, digest }: SeedSource): number {
  return seedOf(["environment", seed, digest]);
}

/** The agent's seed for sampling, from 0 to 2³¹ − 1: another one for each attempt. */
export function samplingSeed({
  seed,
  digest,
  attempt,
}: SeedSource & { readonly attempt: number }): number {
  return seedOf(["sampling", seed, digest, attempt]);
}

// 31 bits: servers read a seed as a signed 32-bit integer.
function seedOf(parts: readonly (string | number)[]): number {
  return hash("sha256", JSON.stringify(parts), "buffer").readUInt32BE() >>> 1;
}
