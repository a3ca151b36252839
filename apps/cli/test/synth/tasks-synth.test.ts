import { existsSync } from "node:fs";
import { readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { startModelServer } from "../model-server.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const lower = {
  id: "lower",
  query: "Write the text of loud.txt in small letters to low.txt.",
  files: { "loud.txt": "GOOD EVENING\n" },
  checks: [{ kind: "file-equals", path: "low.txt", text: "good evening\n" }],
  solution: "tr A-Z a-z < loud.txt > low.txt",
};
const unsolvable = {
  id: "sort",
  query: "Sort the lines of words.txt into sorted.txt, please.",
  files: { "words.txt": "b\na\n" },
  checks: [{ kind: "file-equals", path: "sorted.txt", text: "z\n" }],
  solution: "sort words.txt > sorted.txt",
};
const free = {
  id: "free",
  query: "Make sure that a file with the name here.txt exists when you end.",
  files: { "here.txt": "x\n" },
  checks: [{ kind: "file-equals", path: "here.txt", text: "x\n" }],
  solution: "true",
};
const product = {
  id: "product",
  question: "Compute the product of all whole numbers from 3 to 9 and answer with it.",
  answer: "181440",
  solution: "import math\nprint(math.factorial(9) // 2)",
};
const wrong = {
  id: "wrong",
  question: "How many prime numbers are there below 50? Answer with the count alone.",
  answer: "17",
  solution: "print(sum(all(n % d for d in range(2, n)) for n in range(2, 50)))",
};

test.for([
  {
    environment: "cmd",
    proposals: [lower, unsolvable, free, undefined, { ...lower, id: "again" }],
    accepted: ["lower"],
    codes: ["failed-solution", "failed-nothing", "unreadable", "near-duplicate"],
  },
  {
    environment: "python",
    proposals: [wrong, product],
    accepted: ["product"],
    codes: ["failed-solution"],
  },
])(
  "accepts what is proved of $environment, and keeps the reason of the rest",
  { timeout: 120_000 },
  async ({ environment, proposals, accepted, codes }) => {
    const cwd = await temporaryFolder();
    let asked = 0;
    await using server = await startModelServer({
      models: ["m"],
      reply: () => {
        const proposal = proposals[asked];
        asked += 1;
        return { text: proposal === undefined ? "I'd rather not." : JSON.stringify(proposal) };
      },
    });
    const args = ["tasks", "synth", environment, "--teacher-url", server.url].concat(
      ["--teacher-model", "m", "--proposals", String(proposals.length), "--limit", "2"],
      ["--output", "new/tasks.json", "--json"],
    );
    const { code, stdout } = await runMain(args, { cwd });
    expect(code).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines[0]).toMatchObject({ type: "launch", model: "m", proposals: proposals.length });
    expect(lines.at(-1)).toMatchObject({
      type: "done",
      exitCode: 0,
      accepted: accepted.length,
      rejected: codes.length,
    });
    const tasks = JSON.parse(await readFile(join(cwd, "new", "tasks.json"), "utf8")) as {
      readonly id: string;
      readonly source: string;
    }[];
    expect(tasks.map(({ id }) => id)).toEqual(accepted);
    expect(tasks[0]?.source).toBe("written by m");
    const rejected = jsonLines(await readFile(join(cwd, "new", "tasks.rejected.jsonl"), "utf8"));
    expect(rejected.map((proposal) => proposal["code"])).toEqual(codes);
    for (const { reason } of rejected) expect(reason).toMatch(/\w/);
    expect(await readdir(join(cwd, "new"))).toHaveLength(2);

    const again = await runMain(args, { cwd });
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toContain("--output");
  },
);

test.skipIf(!existsSync("/dev/full"))(
  "a full disk is told in words, and asks the teacher nothing",
  async () => {
    const cwd = await temporaryFolder();
    await symlink("/dev/full", join(cwd, "new.json.partial"));
    await using server = await startModelServer({
      models: ["m"],
      reply: () => ({ text: "{}" }),
    });
    const { code, stderr } = await runMain(
      ["tasks", "synth", "python", "--teacher-url", server.url, "--teacher-model", "m"].concat([
        "--output",
        "new.json",
      ]),
      { cwd },
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/agent-gym: Can't write \S+new\.json: the disk is full\.\n$/);
    expect(await readdir(cwd)).toEqual(["new.rejected.jsonl"]);
    expect(server.requests).toEqual([]);
  },
);
