import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { openRun } from "@agent-gym/runner";
import { expect, test } from "vitest";

import {
  builtInFormats,
  keepStage,
  synthesize,
  trlFormat,
  verifiedStage,
  writeDataset,
} from "../../src/index.ts";
import { countingSynthesis } from "../counting-teacher.ts";
import { readLines } from "../read-lines.ts";
import { taggedSource, taggedTemplate } from "../templates.ts";
import { temporaryFolder } from "../temporary-folder.ts";

// For a Python that has `datasets` and `transformers`: AGENT_GYM_PYTHON=/path/to/python
const python = process.env["AGENT_GYM_PYTHON"];
const script = fileURLToPath(new URL("load.py", import.meta.url));

test.skipIf(python === undefined)(
  "the loaders of Hugging Face read every format as it was written (needs AGENT_GYM_PYTHON)",
  { timeout: 300_000 },
  async () => {
    const root = await temporaryFolder();
    const { run } = await synthesize(
      await countingSynthesis(join(root, "synthesis"), { temperatures: [0, 1] }),
    );
    const record = await openRun(run.folder);
    const stages = [verifiedStage, keepStage("all")];
    for (const format of Object.keys(builtInFormats)) {
      await writeDataset({ runs: [record], outputDir: join(root, format), format, stages });
    }
    await writeFile(join(root, "template.jinja"), taggedSource);
    const { stdout } = await promisify(execFile)(python ?? "", [script, root], {
      maxBuffer: 2 ** 26,
    });
    const found = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
    console.log(
      `datasets ${String(found["datasets"])}, transformers ${String(found["transformers"])}`,
    );
    for (const [name, { file }] of Object.entries(builtInFormats)) {
      if (file === "parquet") {
        expect(found[name], name).toMatchObject({ records: name === "verl" ? 10 : 6 });
        continue;
      }
      const { length } = await readLines(join(root, name), "train.jsonl");
      expect(length, name).toBeGreaterThan(0);
      expect(found[name], name).toEqual({ records: length, equal: length });
    }
    const ours = (await readLines(join(root, "trl"), "train.jsonl")).flatMap((value) =>
      trlFormat
        .read(value)
        .map(
          ({ messages, tools = [] }) =>
            taggedTemplate.render({ messages, tools, addGenerationPrompt: false }).text,
        ),
    );
    expect(found["rendered"]).toEqual(ours);
  },
);
