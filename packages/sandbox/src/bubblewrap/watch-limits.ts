import type { SandboxLimits } from "@agent-gym/core";

import type { KillReason } from "./run-process.ts";
import { treeUsage } from "./tree-usage.ts";

const intervalMs = 100;
/** nsenter, bwrap, and bwrap's first process inside: they are not the command's. */
const own = 3;

export interface WatchedLimits extends Pick<SandboxLimits, "cpuMs" | "memoryBytes" | "processes"> {
  /** Whether the kernel has killed something for its memory. */
  readonly outOfMemory?: () => boolean;
}

/**
 * Looks ten times a second at what a command and everything that it started use together, and kills
 * it when that is too much: the kernel itself counts CPU time and memory for single processes only.
 *
 * @returns What ends the watch.
 */
export function watchLimits(
  pid: number,
  limits: WatchedLimits,
  kill: (reason: KillReason, detail: string) => void,
): () => void {
  const timer = setInterval(() => {
    const usage = treeUsage(pid);
    if (usage.memoryBytes > limits.memoryBytes || limits.outOfMemory?.() === true) {
      kill("oom", `it used more than ${String(limits.memoryBytes)} bytes of memory`);
    } else if (usage.cpuMs > limits.cpuMs) {
      kill("timeout", `it used more than ${String(limits.cpuMs)} ms of CPU time`);
    } else if (usage.processes - own > limits.processes) {
      kill("process-limit", `it ran more than ${String(limits.processes)} processes`);
    }
  }, intervalMs);
  return () => clearInterval(timer);
}
