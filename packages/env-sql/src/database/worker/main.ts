import { type MessagePort, parentPort, workerData } from "node:worker_threads";

import type { Sqlite3Static } from "@sqlite.org/sqlite-wasm";

import { fillDatabase } from "./fill-database.ts";
import { loadSqlite } from "./load-sqlite.ts";
import type { WorkerReply, WorkerRequest, WorkerSettings } from "./protocol.ts";
import { readContent } from "./read-content.ts";
import { runStatements } from "./run-statements.ts";
import { WorkerDatabase } from "./worker-database.ts";

const { module, waited } = workerData as WorkerSettings;
const port = (waited?.port ?? parentPort) as MessagePort;

let sqlite: Promise<Sqlite3Static> | undefined;
let database: WorkerDatabase | undefined;

async function answer(request: WorkerRequest): Promise<WorkerReply> {
  sqlite ??= loadSqlite(module);
  const loaded = await sqlite;
  if (request.type === "open") {
    database?.close();
    database = new WorkerDatabase(loaded, request.image);
    if (request.relations !== undefined) fillDatabase(database, request.relations);
    return { type: "opened" };
  }
  if (database === undefined) throw new Error("No database is open.");
  return request.type === "run"
    ? { type: "ran", result: runStatements(database, request.sql, request) }
    : { type: "content", content: readContent(database, request.milliseconds) };
}

async function respond(request: WorkerRequest): Promise<void> {
  let reply: WorkerReply;
  try {
    reply = await answer(request);
  } catch (error) {
    reply = { type: "broken", message: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(reply, []);
  if (waited === undefined) return;
  const flag = new Int32Array(waited.flag);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

port.on("message", (request: WorkerRequest) => void respond(request));
