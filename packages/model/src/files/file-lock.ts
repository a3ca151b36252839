import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

import { UsageError } from "@agent-gym/core";

/** Who writes a file. */
interface Writer {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** When its process began, where that can be told: process ids are used again. */
  readonly since?: string;
}

// A lock that is empty, or being taken over, belongs to a process that works on it or has died.
const graceMs = 10_000;

/**
 * Makes this process the only writer of a file, by a file `<file>.lock` beside it. A process that has
 * died does not hold it.
 *
 * @returns disposing of it lets others write.
 * @throws UsageError when another one writes, in this process or elsewhere.
 */
export async function lockFile(file: string): Promise<AsyncDisposable> {
  const lock = `${file}.lock`;
  const since = beginOf(process.pid);
  const writer: Writer = {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    ...(since === undefined ? {} : { since }),
  };
  while (!(await isMade(lock, writer))) {
    const other = await readWriter(lock);
    if (other !== undefined && lives(other)) {
      throw new UsageError(
        `${file} is being written by process ${other.pid} on ${other.host}: wait for it, use another file, or, if there is no such process, delete ${lock}.`,
        { code: "file-locked" },
      );
    }
    await removeDead(lock, other);
  }
  return {
    [Symbol.asyncDispose]: async () => {
      if ((await readWriter(lock))?.token === writer.token) await rm(lock, { force: true });
    },
  };
}

async function isMade(lock: string, writer: Writer): Promise<boolean> {
  try {
    await writeFile(lock, JSON.stringify(writer), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new UsageError(`${lock} can't be written (${(error as Error).message}).`, {
      cause: error,
    });
  }
}

async function readWriter(lock: string): Promise<Writer | undefined> {
  try {
    return JSON.parse(await readFile(lock, "utf8")) as Writer;
  } catch {
    return undefined;
  }
}

/** Removes a lock, one process at a time, if it still is the one that was read. */
async function removeDead(lock: string, dead: Writer | undefined): Promise<void> {
  if (dead === undefined && (await ageMs(lock)) < graceMs) {
    await delay(20);
    return;
  }
  const turn = `${lock}.turn`;
  try {
    await mkdir(turn);
  } catch {
    if ((await ageMs(turn)) < graceMs) await delay(20);
    else await rmdir(turn).catch(() => {});
    return;
  }
  try {
    if ((await readWriter(lock))?.token === dead?.token) await rm(lock, { force: true });
  } finally {
    await rmdir(turn).catch(() => {});
  }
}

async function ageMs(path: string): Promise<number> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Math.abs(Date.now() - mtimeMs);
}

function lives({ pid, host, since }: Writer): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const now = beginOf(pid);
  return since === undefined || now === undefined || now === since;
}

/** When a process began, in the kernel's own count (Linux); `undefined` where that is not told. */
function beginOf(pid: number): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, a name in brackets, may hold spaces and brackets itself.
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "ended" : fields[19];
  } catch {
    return undefined;
  }
}
