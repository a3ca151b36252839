import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** The label of everything that a harness makes: what names its process for good. */
export const harnessLabel = "agent-gym.harness";

interface Identity {
  readonly host: string;
  /** Of this start of the machine; empty where the system has none. */
  readonly boot: string;
  /** Which processes the number counts among: a container has its own. */
  readonly namespace: string;
  readonly pid: number;
  /** When it started, in ticks since the machine did: a number is given again, this is not. */
  readonly start: string;
}

let own: Promise<Identity> | undefined;

/** The labels of what this process makes. */
export async function harnessLabels(): Promise<Readonly<Record<string, string>>> {
  return { [harnessLabel]: JSON.stringify(await (own ??= identify())) };
}

/**
 * Whether the process that such a label names is surely gone. Of one of another machine, or of a
 * container's own processes, nobody here can tell.
 *
 * @param options.local Whether the daemon serves only this machine.
 */
export async function isHarnessGone(
  label: string,
  options: { readonly local: boolean },
): Promise<boolean> {
  const [it, self] = [readIdentity(label), await (own ??= identify())];
  if (it === undefined) return false;
  if (it.boot === "" || self.boot === "") {
    return it.boot === self.boot && it.host === self.host && !isRunning(it.pid);
  }
  if (it.boot !== self.boot) return options.local;
  return it.namespace === self.namespace && (await startOf(it.pid)) !== it.start;
}

async function identify(): Promise<Identity> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "latin1").catch(() => "");
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  return {
    host: hostname(),
    boot: boot.trim(),
    namespace,
    pid: process.pid,
    start: await startOf(process.pid),
  };
}

function readIdentity(label: string): Identity | undefined {
  try {
    const identity = JSON.parse(label) as Identity;
    return Number.isSafeInteger(identity.pid) ? identity : undefined;
  } catch {
    return undefined;
  }
}

async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, "latin1").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
