import type { SandboxLimits } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { defaultLimits } from "./default-limits.ts";

const names = Object.keys(defaultLimits) as readonly (keyof SandboxLimits)[];

/**
 * The limits of a sandbox: what its spec asks for, over what the backend was made with, over the
 * defaults.
 *
 * @param options.minimum The least of each that the backend can work with; 1 where it says nothing.
 * @throws SandboxError `limit` for a limit that is no whole number, or below the least.
 */
export function resolveLimits(
  asked: Partial<SandboxLimits> | undefined,
  options: {
    readonly kind: string;
    readonly defaults?: Partial<SandboxLimits> | undefined;
    readonly minimum?: Partial<SandboxLimits>;
  },
): SandboxLimits {
  const limits: SandboxLimits = { ...defaultLimits, ...options.defaults, ...asked };
  for (const name of names) {
    const value = limits[name];
    const least = options.minimum?.[name] ?? 1;
    if (!Number.isSafeInteger(value) || value < least) {
      throw new SandboxError({
        code: "limit",
        message: `The ${options.kind} sandbox needs ${name} to be a whole number of at least ${String(least)}, not ${String(value)}.`,
      });
    }
  }
  return limits;
}
