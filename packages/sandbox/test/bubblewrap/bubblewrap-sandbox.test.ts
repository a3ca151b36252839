import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { createBubblewrapProvider } from "../../src/bubblewrap/index.ts";
import { holderMark, sweepOrphans } from "../../src/bubblewrap/sweep-orphans.ts";
import { takeUserSlot } from "../../src/bubblewrap/user-slot.ts";

const provider = createBubblewrapProvider();
const probe = await provider.probe();
const why = probe.ok ? "" : ` (skipped: ${probe.reason})`;

/** PIDs of the host's processes whose command line holds a word. */
async function processesWith(word: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc")) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (/^\d+$/u.test(pid) && line.includes(word)) found.push(pid);
  }
  return found;
}

describe.skipIf(!probe.ok)(`a bubblewrap sandbox${why}`, () => {
  test("fifty work at once", { timeout: 60_000 }, async () => {
    const sandboxes = await Promise.all(
      Array.from({ length: 50 }, async () => await provider.create({ limits: { processes: 16 } })),
    );
    // Were processes counted for all sandboxes together, most of these could not start theirs.
    const results = await Promise.all(
      sandboxes.map(
        async (sandbox) =>
          await sandbox.exec("for i in 1 2 3 4 5; do sleep 0.2 & done; wait; echo $?"),
      ),
    );
    expect(new Set(results.map(({ stdout }) => stdout))).toEqual(new Set(["0\n"]));
    await Promise.all(sandboxes.map(async (sandbox) => await sandbox[Symbol.asyncDispose]()));
  });

  test("one after the other leave nothing behind that listens for the harness's end", async () => {
    const useOne = async (): Promise<void> => {
      await using sandbox = await provider.create({});
      await sandbox.exec("true");
    };
    await useOne();
    const before = process.listenerCount("exit");
    for (let round = 0; round < 3; round += 1) await useOne();
    expect(process.listenerCount("exit")).toBe(before);
  });

  test("sees nothing of the host's settings but what is made for it", async () => {
    await using sandbox = await provider.create({});
    const { stdout } = await sandbox.exec(
      "id; cat /etc/passwd /etc/hosts; hostname; ls /; ls /home /root /sys",
    );
    expect(stdout).toContain("uid=1000(agent) gid=1000(agent) groups=1000(agent)");
    expect(stdout).toContain("agent:x:1000:1000:agent:/work:/bin/bash");
    expect(stdout).toContain("sandbox\n");
    expect(stdout).not.toMatch(/^(?:home|root|sys|var|srv|mnt|vol)$/mu);
  });

  test("commands may open their output by name", async () => {
    await using sandbox = await provider.create({});
    const result = await sandbox.exec(
      "echo a > /dev/stderr; echo b | tee /dev/stderr; echo c > /dev/stdout",
    );
    expect(result).toMatchObject({ stdout: "b\nc\n", stderr: "a\nb\n" });
  });

  test("descriptors that the harness inherited don't pass into it", async () => {
    const script = fileURLToPath(new URL("./list-descriptors.ts", import.meta.url));
    const leak = openSync("/dev/null", "r");
    const child = spawn(process.execPath, [script], {
      stdio: ["ignore", "pipe", "inherit", leak, leak, leak, leak, leak, leak, leak, leak, leak],
    });
    closeSync(leak);
    let said = "";
    child.stdout?.on("data", (chunk: Uint8Array) => {
      said += Buffer.from(chunk).toString();
    });
    await once(child, "close");
    expect(said.trim().split("\n")).toEqual(["0", "1", "2", "3"]);
  });

  test("one that nobody disposed of does not keep the harness from ending, nor outlive it", async () => {
    const script = fileURLToPath(new URL("./forget-sandbox.ts", import.meta.url));
    const mark = `GYM_FORGOTTEN_${String(process.pid)}`;
    const child = spawn(process.execPath, [script, mark], { stdio: "inherit" });
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(0);
    await expect.poll(async () => await processesWith(mark), { timeout: 10_000 }).toEqual([]);
  });

  test("a start that is called off leaves nothing", async () => {
    const mark = await holderMark();
    const before = (await processesWith(mark)).length;
    const starts = Array.from({ length: 10 }, async (_, delay) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), delay);
      const sandbox = await provider.create({}, controller.signal);
      await sandbox[Symbol.asyncDispose]();
    });
    await Promise.allSettled(starts);
    await expect
      .poll(async () => (await processesWith(mark)).length, { timeout: 10_000 })
      .toBe(before);
  });

  test("what a killed harness left is swept, and what a living one has is not", async () => {
    const sleeping = (mark: string): ReturnType<typeof spawn> =>
      spawn("sh", ["-c", "sleep 100; :", mark, "and what follows it"]);
    const orphan = sleeping("agent-gym-sandbox:999999999:1");
    const living = sleeping(await holderMark());
    await once(living, "spawn");
    const ended = once(orphan, "exit");
    await sweepOrphans();
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(living.exitCode ?? living.signalCode).toBe(null);
    living.kill("SIGKILL");
  });

  test("more of the host can be shown to it, read-only", async () => {
    const shown = "/etc/os-release";
    await using sandbox = await createBubblewrapProvider({ readOnlyPaths: [shown] }).create({});
    const result = await sandbox.exec(`cat ${shown}; echo x > ${shown}`);
    expect(result).toMatchObject({ stdout: await readFile(shown, "utf8"), exitCode: 1 });
    const refused = await createBubblewrapProvider({ readOnlyPaths: ["/no/such"] }).probe();
    expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining("/no/such") });
  });
});

test("no two sandboxes are given one user id", async () => {
  const slots = await Promise.all(Array.from({ length: 20 }, async () => await takeUserSlot()));
  expect(new Set(slots.map(({ uid }) => uid)).size).toBe(20);
  for (const { uid, release } of slots) {
    expect(uid).toBeGreaterThanOrEqual(210_000);
    release();
  }
});
