import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { createBubblewrapProvider } from "@agent-gym/sandbox/bubblewrap";
import { beforeAll, describe, expect, test } from "vitest";

import { temporaryFolder } from "../temporary-folder.ts";
import { codeBlocks, readmes, root } from "./readmes.ts";

/** Compiled with everything else. */
const examples = globSync("{packages,apps}/*/examples/*.ts", { cwd: root }).map((file) =>
  readFileSync(join(root, file), "utf8"),
);

const shown = readmes.flatMap(({ file, text }) =>
  codeBlocks(text, "ts").map((code, index) => ({ title: `${file}, block ${index + 1}`, code })),
);

test.each(shown)("$title is an example that compiles", ({ code }) => {
  expect(examples).toContain(code);
});

describe("an example prints what its README says", () => {
  let bubblewrap = false;
  beforeAll(async () => {
    bubblewrap = (await createBubblewrapProvider().probe()).ok;
  });

  test.for([
    { file: "env-cmd/examples/count-lines.ts", prints: /^1\n$/ },
    { file: "env-nlp/examples/cancel-an-order.ts", prints: /^1\n$/ },
    { file: "env-python/examples/check-answers.ts", prints: /^true\ntrue\nfalse\nnull\n$/ },
    { file: "env-python/examples/sum-of-fractions.ts", prints: /^1\n$/, needsBubblewrap: true },
    {
      file: "sandbox/examples/run-a-command.ts",
      prints: /^sandbox: bubblewrap .*\nexited 0 2\n\n\[ 'count.txt', 'notes.txt' \]\n$/,
      needsBubblewrap: true,
    },
    {
      file: "runner/examples/run-episodes.ts",
      prints: /-counter-oracle-\w+ 1\n(?:.*reward: 1.*\n){8}$/,
    },
    { file: "synthesizer/examples/teach-by-example.ts", prints: /written: 1,/ },
    {
      file: "model/examples/scripted-server.ts",
      prints: /^http:\/\/127\.0\.0\.1:\d+\/v1\n\[\]\n$/,
    },
  ])("packages/$file", async ({ file, prints, needsBubblewrap = false }, context) => {
    context.skip(needsBubblewrap && !bubblewrap, "bubblewrap does not work here");
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, "packages", file)], {
      cwd: await temporaryFolder(),
      env: { PATH: process.env["PATH"], NO_COLOR: "1" },
    });
    expect(stdout).toMatch(prints);
  });
});
