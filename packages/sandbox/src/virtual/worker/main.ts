import { parentPort } from "node:worker_threads";

import type { WorkerReply, WorkerRequest } from "./protocol.ts";
import { Shell } from "./shell.ts";
import { createShims } from "./shims/create-shims.ts";

// The thread that runs one virtual sandbox. The harness ends it from outside when it overruns.
const port = parentPort;
if (port === null) throw new Error("This module runs in a worker thread.");

const reply = (message: WorkerReply): void => port.postMessage(message);

let work: Promise<unknown> = Promise.resolve();
let shell: Shell | undefined;

try {
  const justBash = await import("just-bash");
  port.on("message", (request: WorkerRequest) => {
    work = work.then(async () => {
      try {
        if (request.type === "start") {
          shell = await Shell.start(justBash, request.settings, createShims(justBash));
        } else if (request.type === "change") await shell?.change(request.changes);
        else if (shell !== undefined) reply(await shell.exec(request));
      } catch (error) {
        reply({ type: "broken", message: error instanceof Error ? error.message : String(error) });
      }
    });
  });
  reply({ type: "loaded", version: "" });
} catch (error) {
  reply({ type: "missing", message: error instanceof Error ? error.message : String(error) });
}
