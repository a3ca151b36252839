import { MessageChannel, receiveMessageOnPort, type Worker } from "node:worker_threads";

import { startWorker } from "./start-worker.ts";
import type { WorkerReply, WorkerRequest } from "./worker/protocol.ts";

/** How long a thread may take to start, and how much longer than its SQL a request, in milliseconds. */
const startMs = 30_000;
const graceMs = 1000;
/** How long opening a database may take, in milliseconds. */
const openMs = 10_000;

/** A thread that is waited for, and how. */
interface WaitedThread {
  readonly worker: Worker;
  readonly ask: (request: WorkerRequest) => WorkerReply;
}

let thread: WaitedThread | undefined;

/**
 * Asks a thread that this process keeps for trying SQL out, and waits for the answer without an event
 * loop: the rules and scripts of a task are plain functions. Each use opens a database of its own.
 */
export function tryOut(request: WorkerRequest): WorkerReply {
  thread ??= startThread();
  const reply = thread.ask(request);
  // What it holds now may be anything.
  if (reply.type === "broken") {
    void thread.worker.terminate();
    thread = undefined;
  }
  return reply;
}

function startThread(): WaitedThread {
  const { port1, port2 } = new MessageChannel();
  const flag = new SharedArrayBuffer(4);
  const worker = startWorker({ port: port2, flag });
  worker.on("error", () => undefined);
  port1.unref();
  const state = new Int32Array(flag);
  let extra = startMs;
  return {
    worker,
    ask: (request) => {
      Atomics.store(state, 0, 0);
      port1.postMessage(request, []);
      const own = request.type === "open" ? openMs : request.milliseconds;
      Atomics.wait(state, 0, 0, own + graceMs + extra);
      extra = 0;
      const received: { readonly message: WorkerReply } | undefined = receiveMessageOnPort(port1);
      return received?.message ?? { type: "broken", message: "it took too long" };
    },
  };
}
