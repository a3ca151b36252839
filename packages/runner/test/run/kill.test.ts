import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { keyText, openRun, readEpisode } from "../../src/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const program = fileURLToPath(new URL("../fixtures/killable-run.ts", import.meta.url));
const kills = 30;
const concurrency = 4;
const planned = 60 * 8;

/**
 * Starts or resumes the run in a process, and kills that at a random moment.
 *
 * @returns whether it was killed; otherwise it had come to its end.
 */
async function launch(args: readonly string[], killAfter?: "spawn" | "start"): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  if (killAfter === "spawn") await sleep(Math.random() * 300);
  if (killAfter === "start") {
    await Promise.race([once(child.stdout, "data"), exited]);
    await sleep(Math.random() * 40);
  }
  if (killAfter !== undefined) child.kill("SIGKILL");
  else child.stdout.resume();
  const [code] = (await exited) as [number | null];
  if (code !== null && code !== 0) throw new Error(`The process failed with ${code}: ${errors}`);
  return code === null;
}

test.each(["counter", "files"])(
  "killed at many moments and resumed, a run of %s has every episode exactly once",
  { timeout: 300_000 },
  async (kind) => {
    const logDir = await temporaryFolder();
    const folder = join(logDir, "one");
    const args = [logDir, "one", kind];
    let killed = 0;
    while (killed < kills) {
      const when = killed % 5 === 0 ? "spawn" : "start";
      if (await launch(args, when)) killed += 1;
      else break;
    }
    expect(killed).toBe(kills);
    await launch(args);

    const record = await openRun(folder);
    expect(record.summary).toMatchObject({ planned, scored: planned, owed: 0, coverage: 1 });
    expect(JSON.parse(await readFile(join(folder, "summary.json"), "utf8"))).toEqual(
      record.summary,
    );

    // From the files alone: each key was judged once, and never tried again after that.
    const tries = new Map<string, boolean[]>();
    for (const name of await readdir(join(folder, "episodes"))) {
      const episode = await readEpisode(join(folder, "episodes", name)).catch(() => undefined);
      if (episode === undefined) continue;
      const key = keyText(episode.key);
      const judged = tries.get(key) ?? [];
      judged[episode.try] = episode.verdict !== undefined;
      tries.set(key, judged);
      for (const event of episode.events) {
        if (event.type !== "evidence") continue;
        for (const file of Object.values(event.files)) {
          if ("digest" in file)
            expect((await record.artifact(file.digest)).length).toBe(file.bytes);
        }
      }
    }
    expect(tries.size).toBe(planned);
    for (const judged of tries.values()) {
      expect(judged.indexOf(true)).toBe(judged.length - 1);
    }

    // No more calls were paid for twice than were under way when a process was killed, and what was
    // paid for is what the summary says.
    const calls = (await readFile(join(logDir, "calls.log"), "utf8")).trimEnd().split("\n");
    const distinct = new Set(calls).size;
    expect(calls.length - distinct).toBeLessThanOrEqual(kills * concurrency);
    expect(record.summary.usage.inputTokens).toBe(10 * distinct);

    // The index holds what the episodes say, neither more nor less.
    const byFile = record.entries.toSorted((left, right) => left.file.localeCompare(right.file));
    await rm(join(folder, "index.jsonl"));
    const again = (await openRun(folder)).entries;
    expect(again.toSorted((left, right) => left.file.localeCompare(right.file))).toEqual(byFile);
  },
);
