import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { temporaryFolder } from "../temporary-folder.ts";

const program = fileURLToPath(new URL("../fixtures/killable-synthesis.ts", import.meta.url));

/**
 * Starts or resumes the synthesis in a process, and kills that some time after its run has started.
 *
 * @returns whether it was killed; otherwise it had come to its end.
 */
async function launch(folder: string, killAfterMs?: number): Promise<boolean> {
  const child = spawn(process.execPath, [program, folder, join(folder, "judge.jsonl")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  if (killAfterMs === undefined) child.stdout.resume();
  else {
    await Promise.race([once(child.stdout, "data"), exited]);
    await sleep(killAfterMs);
    child.kill("SIGKILL");
  }
  const [code] = (await exited) as [number | null];
  if (code !== null && code !== 0) throw new Error(`The process failed with ${code}: ${errors}`);
  return code === null;
}

test(
  "killed at random and resumed, the dataset is that of an undisturbed run",
  { timeout: 240_000 },
  async () => {
    const undisturbed = await temporaryFolder();
    await launch(undisturbed);
    const folder = await temporaryFolder();
    let killed = 0;
    for (let round = 0; round < 7; round += 1) {
      if (await launch(folder, Math.random() * 250)) killed += 1;
    }
    expect(killed).toBeGreaterThan(1);
    await launch(folder);

    const names = (await readdir(undisturbed)).filter(
      (name) => name !== "runs" && name !== "judge.jsonl",
    );
    expect(names.toSorted()).toEqual([
      "README.md",
      "manifest.json",
      "provenance.jsonl",
      "rejected.jsonl",
      "train.jsonl",
      "train.parquet",
      "validation.jsonl",
      "validation.parquet",
    ]);
    for (const name of names) {
      const [left, right] = await Promise.all(
        [undisturbed, folder].map((one) => readFile(join(one, name))),
      );
      if (name === "manifest.json") {
        const { spent: _, ...one } = JSON.parse(String(left)) as { readonly spent: unknown };
        const { spent: __, ...other } = JSON.parse(String(right)) as { readonly spent: unknown };
        expect(other).toEqual(one);
      } else {
        expect(right?.equals(left ?? Buffer.alloc(0)), name).toBe(true);
      }
    }
  },
);
