import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const victim = fileURLToPath(new URL("./crash-victim.ts", import.meta.url));
const patienceMs = 5000;

/**
 * Runs a command in a sandbox of another harness, kills that harness with SIGKILL, and says what of
 * it still runs. (Nothing of either backend lies in the host's file system or mount table.)
 */
export function crashHarness(kind: string): (command: string) => Promise<readonly string[]> {
  return async (command) => {
    const mark = `GYM_CRASH_${String(process.pid)}_${kind}`;
    const child = spawn(process.execPath, [victim, kind, `: ${mark}; ${command}`], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    const deadline = Date.now() + patienceMs;
    let left = await running(mark);
    while (left.length > 0 && Date.now() < deadline) {
      await new Promise((resolve) => void setTimeout(resolve, 50));
      left = await running(mark);
    }
    return left;
  };
}

/** Command lines of the host's processes that carry a mark. */
async function running(mark: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/u.test(name));
  const lines = await Promise.all(
    pids.map(async (pid) => await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.includes(mark));
}
