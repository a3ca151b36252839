import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { median, type Measurement, type Row, timings } from "../measurement.ts";

const run = promisify(execFile);
const root = new URL("../../", import.meta.url);

/** How long a person waits for the command. */
export const row: Row = {
  name: "start-up",
  measure: async () => {
    const built = fileURLToPath(new URL("apps/cli/dist/main.js", root));
    const source = fileURLToPath(new URL("apps/cli/src/main.ts", root));
    const folder = await mkdtemp(join(process.cwd(), ".bench-"));
    try {
      const bare = await timings(11, () => run(process.execPath, ["-e", "0"]));
      const measured: Measurement[] = [{ what: "node itself", value: median(bare), unit: "ms" }];
      if (existsSync(built)) {
        const help = await timings(11, () => run(process.execPath, [built, "--help"]));
        measured.push({
          what: "--help, as published",
          value: median(help),
          unit: "ms",
          bar: { most: 60 },
        });
      }
      const help = await timings(11, () => run(process.execPath, [source, "--help"]));
      measured.push({
        what: "--help, from source",
        value: median(help),
        unit: "ms",
        ...(existsSync(built) ? {} : { note: "run `pnpm build` to measure what is published" }),
      });
      const first = await timings(5, (index) =>
        run(process.execPath, [
          source,
          "eval",
          "cmd",
          "--data-file",
          fileURLToPath(new URL("data/cmd.json", root)),
          "--task-id",
          "0",
          "--agent",
          "oracle",
          "--log-dir",
          join(folder, String(index)),
          "--quiet",
        ]),
      );
      measured.push({
        what: "first result of a sample task, from source",
        value: median(first) / 1000,
        unit: "s",
        bar: { most: 2 },
      });
      return measured;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
