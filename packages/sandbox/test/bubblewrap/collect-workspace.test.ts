import { describe, expect, test } from "vitest";

import { collectWorkspace } from "../../src/bubblewrap/collect-workspace.ts";
import { findHost } from "../../src/bubblewrap/find-host.ts";
import { Holder } from "../../src/bubblewrap/holder.ts";
import { createBubblewrapProvider } from "../../src/bubblewrap/index.ts";
import { takeUserSlot } from "../../src/bubblewrap/user-slot.ts";
import type { FileHost } from "../../src/bubblewrap/workspace-files.ts";
import { defaultLimits } from "../../src/limits/default-limits.ts";

const probe = await createBubblewrapProvider().probe();
const why = probe.ok ? "" : ` (skipped: ${probe.reason})`;

async function withHolder(job: (holder: Holder) => Promise<void>): Promise<void> {
  const { programs } = await findHost();
  const slot = process.getuid?.() === 0 ? await takeUserSlot() : undefined;
  const files = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, { data: name }]));
  const holder = await Holder.start({
    programs,
    uid: slot?.uid,
    limits: defaultLimits,
    files: { ...files, empty: { data: "" } },
    readOnlyPaths: [],
  });
  try {
    await job(holder);
  } finally {
    await holder.end();
    slot?.release();
  }
}

/** A holder in which a command is run as soon as the workspace is listed. */
function changing(holder: Holder, command: string): FileHost {
  let calls = 0;
  return {
    get alive() {
      return holder.alive;
    },
    run: async (argv, options) => {
      calls += 1;
      if (calls === 2) {
        const change = ["/bin/sh", "-c", `cd /work && ${command}`];
        await holder.run(change, { wallMs: 30_000, outputBytes: 1000 });
      }
      return await holder.run(argv, options);
    },
  };
}

describe.skipIf(!probe.ok)(`collecting a workspace${why}`, () => {
  test("what changes meanwhile is skipped, and the rest is collected", async () => {
    await withHolder(async (holder) => {
      const change = "rm a; echo longer >> b; rm c; mkdir c";
      const collected = await collectWorkspace(changing(holder, change));
      expect(Object.keys(collected.files)).toEqual(["d", "empty"]);
      expect(collected.files["d"]).toMatchObject({ data: new TextEncoder().encode("d") });
      expect(collected.skipped.map(({ path }) => path)).toEqual(["a", "b", "c"]);
      expect(collected.readable).toBe(false);
    });
  }, 120_000);

  test("a path that can't be opened is skipped with its reason, and only it", async () => {
    await withHolder(async (holder) => {
      const script =
        "cd /work; n=$(printf %0200d 0); for i in $(seq 20); do mkdir $n; cd -P $n; done";
      await holder.run(["/bin/bash", "-c", script], { wallMs: 30_000, outputBytes: 1000 });
      const { files, skipped, readable } = await collectWorkspace(holder);
      expect(Object.keys(files)).toHaveLength(5 + 19);
      expect(skipped).toEqual([
        {
          path: Array(20).fill("0".repeat(200)).join("/"),
          reason: expect.stringContaining("4000"),
        },
      ]);
      expect(readable).toBe(true);
    });
  }, 120_000);

  test("a dead sandbox is an error", async () => {
    await withHolder(async (holder) => {
      await holder.end();
      await expect(collectWorkspace(holder)).rejects.toMatchObject({ code: "died" });
    });
  }, 120_000);
});
