import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The children of a process, by PID, whichever of its threads started them; none when it is gone. */
function childrenOf(pid: number): readonly number[] {
  const tasks = `/proc/${String(pid)}/task`;
  try {
    return readdirSync(tasks).flatMap((task) =>
      readFileSync(`${tasks}/${task}/children`, "latin1")
        .split(" ")
        .filter((word) => word !== "")
        .map(Number),
    );
  } catch {
    return [];
  }
}

/** A process and everything below it that has not been given to another parent. */
export function processTree(pid: number): readonly number[] {
  const found = [pid];
  for (let index = 0; index < found.length; index += 1) {
    found.push(...childrenOf(found[index] ?? 0));
  }
  return found;
}

/**
 * Kills a process that the harness started, and what is below it. bwrap's own child outlives it when
 * it dies before it has told the child that its parent's death is its own.
 */
export function killTree(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const below = processTree(child.pid).slice(1);
  child.kill("SIGKILL");
  for (const pid of below) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It died with its parent.
    }
  }
}
