import type { SandboxLimits } from "@agent-gym/core";

import type { KillReason } from "../bubblewrap/run-process.ts";
import type { Usage } from "./keeper.ts";

/** Why something that runs must be ended, if so, by what its container used before and uses now. */
export function judgeUsage(
  now: Usage,
  before: Usage,
  limits: Pick<SandboxLimits, "cpuMs" | "memoryBytes">,
): { readonly reason: KillReason; readonly detail: string } | undefined {
  if (now.memoryBytes > limits.memoryBytes || now.memoryKills > before.memoryKills) {
    const detail = `it used more than ${String(limits.memoryBytes)} bytes of memory`;
    return { reason: "oom", detail };
  }
  if (now.cpuMs - before.cpuMs > limits.cpuMs) {
    const detail = `it used more than ${String(limits.cpuMs)} ms of CPU time`;
    return { reason: "timeout", detail };
  }
  return undefined;
}
