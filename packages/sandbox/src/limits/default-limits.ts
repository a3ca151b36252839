import type { SandboxLimits } from "@agent-gym/core";

/** What a sandbox may use where nobody said otherwise. */
export const defaultLimits: SandboxLimits = {
  wallMs: 30_000,
  cpuMs: 30_000,
  memoryBytes: 512 * 1024 * 1024,
  processes: 128,
  diskBytes: 128 * 1024 * 1024,
  fileBytes: 64 * 1024 * 1024,
  outputBytes: 1024 * 1024,
};
