import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import {
  type ScriptedReply,
  type ScriptedRequest,
  startScriptedServer,
} from "@agent-gym/model/testing";
import { describe, expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { countingReply, countingTasks } from "./counting-teacher.ts";

async function synthesized(
  count: number,
  words: readonly string[],
  reply: (request: ScriptedRequest) => ScriptedReply = countingReply,
): Promise<Awaited<ReturnType<typeof runMain>>> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "tasks.json"), JSON.stringify(countingTasks(count)));
  await using server = await startScriptedServer({ reply, models: ["m"] });
  const args = ["synth", fixtureFiles.counter, "--data-file", "tasks.json", "--agent", "mirau"];
  return await runMain([...args, "--teacher-url", server.url, "--teacher-model", "m", ...words], {
    cwd,
  });
}

test("each attempt is told once, as what it is used or why it is not", async () => {
  // Of five tasks two have targets divisible by four: half of their four attempts miss.
  const { code, stdout } = await synthesized(
    5,
    ["--attempts", "4", "--temperature", "0,1"].concat(["--keep", "best", "--format", "trl-dpo"]),
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/rows +2 from 2 of 5 tasks\n/);
  expect(stdout).toMatch(
    /attempts +20 = 2 as chosen \+ 2 as rejected halves of pairs \+ 11 turned down \+ 5 in no record\n/,
  );
  expect(stdout).toMatch(/turned down +11 by keep \(as-good 11\)\n/);
  expect(stdout).toMatch(
    /in no record +5 \((?:unpaired 3, repeated-record 2|repeated-record 2, unpaired 3)\)\n/,
  );
  expect(stdout).toMatch(/repeated +2 records like an earlier one/);
  expect(stdout).not.toContain("by verified");
});

test("attempts that the endpoint broke are part of the sum", async () => {
  const { code, stdout } = await synthesized(
    2,
    ["--attempts", "2", "--temperature", "0,1", "--retries", "0"],
    (request) =>
      request.messages.some(({ content }) => content.includes("to 137"))
        ? { status: 400 }
        : countingReply(request),
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/rows +1 from 1 of 2 tasks\n/);
  expect(stdout).toMatch(/attempts +4 = 1 as rows \+ 1 turned down \+ 2 without a conversation\n/);
  expect(stdout).toMatch(/no conversation +2 \(error:provider 2\)\n/);
});

describe("a dataset without a record is told, with exit code 2", () => {
  test.for([
    [
      "trl-dpo",
      "no task has both a success and a failure: of 2 tasks 2 only succeeded and 0 only failed. More attempts",
    ],
    ["trl-kto", "no task has both a success and a failure"],
  ])("%s", async ([format = "", reason = ""]) => {
    const words = ["--format", format, "--temperature", "1", "--attempts", "2"];
    const { code, stderr } = await synthesized(2, words);
    expect(code).toBe(2);
    expect(stderr).toContain(`agent-gym: The dataset holds no record: ${reason}`);
    expect(stderr.trimEnd()).not.toContain("\n");
    const json = await synthesized(2, [...words, "--json", "--display", "none"]);
    const lines = jsonLines(json.stdout);
    expect(lines.at(-2)).toMatchObject({
      type: "dataset",
      counts: { written: 0 },
      fates: { unused: { unpaired: 2 } },
      empty: { code: "no-pairs" },
    });
    expect(lines.at(-1)).toMatchObject({ type: "done", exitCode: 2, error: { code: "no-pairs" } });
  });

  test.for(["hermes", "verl-rl"])("%s", async (format) => {
    const { code, stderr } = await synthesized(1, ["--format", format, "--temperature", "0"]);
    expect(code).toBe(2);
    expect(stderr).toContain("the one attempt became no row: verified turned down 1.");
  });
});
