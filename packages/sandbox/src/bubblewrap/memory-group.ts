import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

const prefix = "agent-gym-sandbox-";
const retryMs = 50;

/** What is still to be removed when this process ends. */
const made = new Set<string>();
let removesAtExit = false;

/** Where memory is counted for groups of processes, and how the kernel's two ways name things. */
export interface MemoryGroups {
  readonly folder: string;
  readonly limitFile: "memory.limit_in_bytes" | "memory.max";
  readonly swapFile: "memory.memsw.limit_in_bytes" | "memory.swap.max";
  /** Says how many processes the kernel has killed for the limit. */
  readonly eventsFile: "memory.oom_control" | "memory.events";
}

const first = {
  limitFile: "memory.limit_in_bytes",
  swapFile: "memory.memsw.limit_in_bytes",
  eventsFile: "memory.oom_control",
} as const;
const second = {
  limitFile: "memory.max",
  swapFile: "memory.swap.max",
  eventsFile: "memory.events",
} as const;

/**
 * The place where this process, as root, can make control groups that count memory; nothing where it
 * can't: without root, or where nobody handed such a place to the container that it runs in.
 */
export function findMemoryGroups(): MemoryGroups | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const own = readFileSync("/proc/self/cgroup", "latin1");
  const mounts = readFileSync("/proc/self/mounts", "latin1");
  const mount = (pattern: RegExp): string | undefined => pattern.exec(mounts)?.[1];
  const old = mount(/^\S+ (\S+) cgroup \S*\bmemory\b/mu);
  const unified = mount(/^\S+ (\S+) cgroup2 /mu);
  const places = [
    ...(old === undefined
      ? []
      : ([
          [join(old, /^\d+:[^:]*\bmemory\b[^:]*:(.*)$/mu.exec(own)?.[1] ?? ""), first],
          [old, first],
        ] as const)),
    ...(unified === undefined ? [] : ([[unified, second]] as const)),
  ];
  for (const [folder, names] of places) {
    const groups = { folder, ...names };
    if (isUsable(groups)) return groups;
  }
  return undefined;
}

function isUsable(groups: MemoryGroups): boolean {
  try {
    if (groups.limitFile === "memory.max") allowMemory(groups.folder);
    const trial = new MemoryGroup(groups, `${String(process.pid)}-trial`, 1024 * 1024 * 1024);
    trial.remove();
    return true;
  } catch {
    return false;
  }
}

function allowMemory(folder: string): void {
  const file = join(folder, "cgroup.subtree_control");
  if (!readFileSync(file, "latin1").includes("memory")) writeFileSync(file, "+memory");
}

/** A group of processes that the kernel lets use so much memory and no more, all together. */
export class MemoryGroup {
  readonly #groups: MemoryGroups;
  readonly #folder: string;

  /** @throws Error where it can't be made. */
  constructor(groups: MemoryGroups, name: string, bytes: number) {
    this.#groups = groups;
    this.#folder = join(groups.folder, prefix + name);
    mkdirSync(this.#folder);
    if (!removesAtExit) {
      removesAtExit = true;
      process.once("exit", () => made.forEach((folder) => removeFolder(folder)));
    }
    made.add(this.#folder);
    try {
      writeFileSync(join(this.#folder, groups.limitFile), String(bytes));
      const swap = join(this.#folder, groups.swapFile);
      if (existsSync(swap))
        writeFileSync(swap, groups.swapFile === "memory.swap.max" ? "0" : String(bytes));
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** Puts processes into it; what they start later is in it too. */
  add(pids: readonly number[]): void {
    for (const pid of pids) {
      try {
        writeFileSync(join(this.#folder, "cgroup.procs"), String(pid));
      } catch {
        // It has just ended.
      }
    }
  }

  /** How many processes the kernel has killed in it for its limit. */
  get kills(): number {
    try {
      const text = readFileSync(join(this.#folder, this.#groups.eventsFile), "latin1");
      return Number(/^oom_kill (\d+)$/mu.exec(text)?.[1] ?? 0);
    } catch {
      return 0;
    }
  }

  /** Never throws. Where a process is still ending it tries again, and leaves the rest to a sweep. */
  remove(tries = 20): void {
    if (removeFolder(this.#folder)) made.delete(this.#folder);
    else if (tries > 0) setTimeout(() => this.remove(tries - 1), retryMs).unref();
  }
}

/** Removes the groups of harnesses that are gone. */
export function sweepMemoryGroups(groups: MemoryGroups): void {
  for (const name of readdirSync(groups.folder)) {
    const pid = name.startsWith(prefix) ? /^\d+/u.exec(name.slice(prefix.length))?.[0] : undefined;
    if (pid === undefined || pid === String(process.pid) || existsSync(`/proc/${pid}`)) continue;
    removeFolder(join(groups.folder, name));
  }
}

/** Whether it is gone. */
function removeFolder(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}
