import type { SandboxLimits } from "@agent-gym/core";

import { ShellWorker } from "./shell-worker.ts";

const intervalMs = 100;
const mebibyte = 1024 * 1024;
/** What a thread needs for itself once it has loaded its modules. */
const threadBytes = 96 * mebibyte;
/** What Python's and V8's own machinery may need beside what a command's data do. */
const slackBytes = 192 * mebibyte;
/** Of the whole process when nothing was running, and how many threads there were then. */
let restingBytes = 0;
let restingThreads = 0;
/** The commands that run now, the youngest last. */
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
  if (running.length === 0) {
    restingBytes = process.memoryUsage.rss();
    restingThreads = ShellWorker.count;
  }
  const own = { worker, exceed, limits };
  running.push(own);
  const before = worker.busyMs();
  const timer = setInterval(() => {
    if (worker.busyMs() - before > limits.cpuMs) {
      exceed("timeout", `it used more than ${String(limits.cpuMs)} ms of CPU time`);
    }
    const threads = Math.max(0, ShellWorker.count - restingThreads) * threadBytes;
    const forData = running.reduce((sum, one) => sum + one.limits.memoryBytes, 0);
    const allowed = restingBytes + threads + slackBytes + forData;
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
