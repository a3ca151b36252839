import type { SandboxLimits } from "@agent-gym/core";

import type { ShellWorker } from "./shell-worker.ts";

const intervalMs = 100;
/** Of the whole process, when nothing was running, and how many commands run now. */
let restingBytes = 0;
const running: {
  readonly worker: ShellWorker;
  readonly exceed: Exceed;
  readonly limits: Limits;
}[] = [];

type Limits = Pick<SandboxLimits, "cpuMs" | "memoryBytes">;
type Exceed = (status: "timeout" | "oom", detail: string) => void;

/**
 * Looks ten times a second at how long a thread has been busy, and how much the process has grown.
 * Threads share one memory: when it has grown by more than the commands that run may use together,
 * the youngest of them is ended. (V8 itself keeps each thread's heap within its limit.)
 *
 * @returns What ends the watch.
 */
export function watchThread(worker: ShellWorker, limits: Limits, exceed: Exceed): () => void {
  if (running.length === 0) restingBytes = process.memoryUsage.rss();
  const own = { worker, exceed, limits };
  running.push(own);
  const before = worker.busyMs();
  const timer = setInterval(() => {
    if (worker.busyMs() - before > limits.cpuMs) {
      exceed("timeout", `it used more than ${String(limits.cpuMs)} ms of CPU time`);
    }
    const allowed = running.reduce((sum, one) => sum + one.limits.memoryBytes, restingBytes);
    if (running.at(-1) === own && process.memoryUsage.rss() > allowed) {
      exceed("oom", `it used more than ${String(limits.memoryBytes)} bytes of memory`);
    }
  }, intervalMs);
  return () => {
    clearInterval(timer);
    const at = running.indexOf(own);
    if (at >= 0) running.splice(at, 1);
  };
}
