import { existsSync } from "node:fs";
import type { MessagePort } from "node:worker_threads";
import { Worker } from "node:worker_threads";

import { AgentGymError } from "@agent-gym/core";

import { compileSqlite } from "./compile-sqlite.ts";
import { databaseLimits } from "./database-limits.ts";
import type { WorkerSettings } from "./worker/protocol.ts";

/**
 * A thread for one database: it inherits no variables of the environment, and what JavaScript holds
 * in it is bounded as SQLite's memory is. It keeps no process alive.
 */
export function startWorker(waited?: {
  readonly port: MessagePort;
  readonly flag: SharedArrayBuffer;
}): Worker {
  const settings: WorkerSettings = {
    module: compileSqlite(),
    ...(waited === undefined ? {} : { waited }),
  };
  const worker = new Worker(workerModule(), {
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    workerData: settings,
    transferList: waited === undefined ? [] : [waited.port],
    resourceLimits: { maxOldGenerationSizeMb: databaseLimits.heapMegabytes },
  });
  worker.unref();
  return worker;
}

/** TypeScript beside this file, or what the build made of it. */
function workerModule(): URL {
  const places = ["./worker/main.ts", "./database/worker/main.js"];
  for (const place of places) {
    const url = new URL(place, import.meta.url);
    if (existsSync(url)) return url;
  }
  throw new AgentGymError({
    code: "missing-file",
    message: "The database's thread is missing from the installed package; install it again.",
    boundary: "environment",
  });
}
