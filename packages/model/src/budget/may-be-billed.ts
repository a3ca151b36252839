import { ProviderError } from "@agent-gym/core";

import { neverStood } from "../transport/connection-failure.ts";

/**
 * Whether a server may send a bill for an attempt that failed. It does not for what it refused, or
 * never saw; it may for whatever broke after it had the request.
 */
export function mayBeBilled(error: unknown): boolean {
  if (!ProviderError.isInstance(error)) return true;
  if (neverStood(error)) return false;
  const { status } = error;
  if (status === undefined || status === 200 || status === 408 || status === 499) return true;
  return status >= 500 && !refused.has(status);
}

// Not available, overloaded: before any work was done.
const refused: ReadonlySet<number> = new Set([503, 529]);
