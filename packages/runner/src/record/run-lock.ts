import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { UsageError } from "@agent-gym/core";

import { RecordError } from "./record-error.ts";

/** Who holds a run. */
interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the system's own units; absent where it can't be told. */
  readonly started?: string;
}

/** How long a lock that can't be read, or an attempt to take one over, may be under way. */
const youngMs = 10_000;

/**
 * Takes a run for this process alone. The lock of a process that has died does not hold.
 *
 * @returns disposing of it gives the run back.
 * @throws UsageError when another process has it.
 * @throws RecordError when the folder can't be written.
 */
export async function lockRun(folder: string): Promise<AsyncDisposable> {
  const path = join(folder, "run.lock");
  const token = randomUUID();
  const started = startOf(process.pid);
  const holder: Holder = {
    token,
    pid: process.pid,
    host: hostname(),
    ...(started === undefined ? {} : { started }),
  };
  for (;;) {
    if (await create(path, holder)) break;
    const other = await readHolder(path);
    if (other === "gone") continue;
    if (other === "young") await sleep(50);
    else if (other !== "broken" && isAlive(other)) throw held(folder, other);
    else await removeStale(path, other);
  }
  return {
    [Symbol.asyncDispose]: async () => {
      const current = await readHolder(path);
      if (typeof current === "object" && current.token === token) await rm(path, { force: true });
    },
  };
}

/**
 * Whether a process works on a run now. The lock of a process that has died does not hold; that of
 * another machine's does, since it can't be asked.
 *
 * @throws RecordError when the folder can't be read.
 */
export async function isRunHeld(folder: string): Promise<boolean> {
  const holder = await readHolder(join(folder, "run.lock"));
  return holder === "young" || (typeof holder === "object" && isAlive(holder));
}

async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw RecordError.writing(path, error);
  }
}

async function readHolder(path: string): Promise<Holder | "gone" | "young" | "broken"> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "gone";
    if (!(error instanceof SyntaxError)) throw RecordError.reading(path, error);
  }
  // Made a moment ago and not written yet, or its process died between the two.
  return (await isYoung(path)) ? "young" : "broken";
}

/** Removes the lock of a dead process, one process at a time, and only while it still is that one. */
async function removeStale(path: string, dead: Holder | "broken"): Promise<void> {
  const takeover = `${path}.takeover`;
  try {
    await mkdir(takeover);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw RecordError.writing(path, error);
    if (await isYoung(takeover)) await sleep(50);
    else await rmdir(takeover).catch(() => {});
    return;
  }
  try {
    const current = await readHolder(path);
    const same =
      typeof current === "object" && typeof dead === "object"
        ? current.token === dead.token
        : current === dead;
    if (same) await rm(path, { force: true });
  } finally {
    await rmdir(takeover).catch(() => {});
  }
}

async function isYoung(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Math.abs(Date.now() - mtimeMs) < youngMs;
}

function isAlive({ pid, host, started }: Holder): boolean {
  // A process of another machine can't be asked: whoever knows better removes the file.
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  // Process ids are used again: the one that runs now must also be as old.
  const current = startOf(pid);
  return started === undefined || current === undefined || current === started;
}

/** When a process started, in ticks since the machine did, with that start's own name (Linux). */
function startOf(pid: number): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets, and may hold anything.
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // A zombie has ended, though its parent has not asked how.
    return fields[0] === "Z" ? "ended" : `${boot}:${fields[19] ?? ""}`;
  } catch {
    return undefined;
  }
}

function held(folder: string, { pid, host }: Holder): UsageError {
  return new UsageError(
    `The run in ${folder} is being written by process ${pid} on ${host}: wait for it, ` +
      "or, if there is no such process, delete run.lock there.",
    { code: "run-locked" },
  );
}
