import { readFileSync } from "node:fs";

import { processTree } from "./process-tree.ts";

/** What a process and everything below it use. */
export interface TreeUsage {
  readonly processes: number;
  /** Of those that live and of those that died, as long as a parent lives that waited for them. */
  readonly cpuMs: number;
  /** Memory that is theirs alone or shared among them; not programs' text, not files. */
  readonly memoryBytes: number;
}

/** Linux counts CPU time in hundredths of a second towards programs, whatever its own clock. */
const tickMs = 10;
/** In /proc/<pid>/stat, counted after the name: utime, stime, cutime, cstime. */
const cpuFields = [11, 12, 13, 14] as const;

/** Reads `/proc`; a process that is gone by then counts nothing. */
export function treeUsage(pid: number): TreeUsage {
  let processes = 0;
  let cpuMs = 0;
  let memoryBytes = 0;
  for (const member of processTree(pid)) {
    try {
      const stat = readFileSync(`/proc/${String(member)}/stat`, "latin1");
      const status = readFileSync(`/proc/${String(member)}/status`, "latin1");
      // The name, in parentheses, may hold anything.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      for (const field of cpuFields) cpuMs += Number(fields[field] ?? 0) * tickMs;
      for (const [, kibibytes] of status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gmu)) {
        memoryBytes += Number(kibibytes) * 1024;
      }
      processes += 1;
    } catch {
      // It has just ended.
    }
  }
  return { processes, cpuMs, memoryBytes };
}
