import module from "node:module";
import { parentPort } from "node:worker_threads";

import type { WorkerReply, WorkerRequest } from "./protocol.ts";
import { Shell } from "./shell.ts";

// The thread that runs one virtual sandbox. The harness ends it from outside when it overruns.
const port = parentPort;
if (port === null) throw new Error("This module runs in a worker thread.");

const reply = (message: WorkerReply): void => port.postMessage(message, []);

const requests: WorkerRequest[] = [];
let wake = (): void => undefined;
port.on("message", (request: WorkerRequest) => {
  requests.push(request);
  wake();
});

try {
  const justBash = await import("just-bash");
  reply({ type: "loaded" });
  // For the next worker: this one may be ended before it could.
  module.flushCompileCache();
  let shell: Shell | undefined;
  for (;;) {
    const request = requests.shift();
    if (request === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    } else if (request.type === "start") {
      shell = await Shell.start(justBash, request.settings);
    } else if (request.type === "change") {
      await shell?.change(request.changes);
    } else if (shell !== undefined) {
      reply(await shell.exec(request));
    }
  }
} catch (error) {
  const missing =
    error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
  const message = error instanceof Error ? error.message : String(error);
  reply({ type: missing ? "missing" : "broken", message });
}
