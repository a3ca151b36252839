import { readdir, readFile } from "node:fs/promises";

const name = "agent-gym-sandbox";

/** What a holder's command line carries: the harness that it belongs to. */
export async function holderMark(): Promise<string> {
  return `${name}:${String(process.pid)}:${(await startTime(process.pid)) ?? "0"}`;
}

/**
 * Kills what a harness left that was killed while it started a sandbox: in that one moment bwrap's
 * child does not yet die with its parent. Leaves alone what a living harness, or another user, owns.
 */
export async function sweepOrphans(): Promise<void> {
  const entries = await readdir("/proc").catch(() => []);
  for (const entry of entries) {
    if (!/^\d+$/u.test(entry)) continue;
    const line = await readFile(`/proc/${entry}/cmdline`, "latin1").catch(() => "");
    const [, pid, start] = new RegExp(`\\0${name}:(\\d+):(\\d+)\\0`, "u").exec(line) ?? [];
    if (pid === undefined || (await startTime(Number(pid))) === start) continue;
    try {
      process.kill(Number(entry), "SIGKILL");
    } catch {
      // Gone, or not ours to kill.
    }
  }
}

/** When a process started, in ticks since the machine did: with its PID, what names it for good. */
async function startTime(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, "latin1").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}
