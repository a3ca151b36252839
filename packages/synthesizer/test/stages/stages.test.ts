import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import {
  callAction,
  noUsage,
  ProviderError,
  textAction,
  type Action,
  type Turn,
} from "@agent-gym/core";
import { scriptedModel, type ScriptedReply } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import {
  capStage,
  decontaminateStage,
  estimatedTokens,
  exactDuplicatesStage,
  type GroupTask,
  heldOutStage,
  judgeStage,
  keepStage,
  nearDuplicatesStage,
  noFailedCallsStage,
  noLeakedAnswerStage,
  noLeftoversStage,
  noLoopsStage,
  passRateStage,
  personalDataStage,
  readBenchmark,
  rejected,
  type Row,
  rowStage,
  runStages,
  shortestStage,
  type Stage,
  standardStages,
  type TaskGroup,
  thoughtPolicyStage,
  validCallsStage,
  verifiedStage,
  wellFormedStage,
} from "../../src/index.ts";
import { sampleRow } from "../sample-row.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const { signal } = new AbortController();

function group(rows: readonly Row[], task: Partial<GroupTask> = {}): TaskGroup {
  return {
    task: { id: "task", digest: "0", data: {}, tags: [], ...task },
    rows,
    missing: [],
    outcomes: rows.map(({ provenance: { attempt, verdict } }) => ({
      attempt,
      reward: verdict.reward,
      success: verdict.success,
    })),
  };
}

/** What becomes of some groups in some stages: `kept`, or the code of the rejection. */
async function outcomes(
  stages: readonly Stage[],
  groups: readonly TaskGroup[],
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for await (const { kept, rejected: gone } of runStages(stream(groups), stages, { signal })
    .selections) {
    for (const { row } of kept) found[row.id] = "kept";
    for (const { row, decisions } of gone) found[row.id] = decisions.at(-1)?.code ?? "";
  }
  return found;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function* stream(groups: readonly TaskGroup[]): AsyncGenerator<TaskGroup, void, undefined> {
  yield* groups;
}

async function fate(stage: Stage, row: Row, task: Partial<GroupTask> = {}): Promise<string> {
  return (await outcomes([stage], [group([row], task)]))[row.id] ?? "";
}

async function rowAfter(stage: Stage, row: Row): Promise<Row> {
  for await (const { kept } of runStages(stream([group([row])]), [stage], { signal }).selections) {
    if (kept[0] !== undefined) return kept[0].row;
  }
  throw new Error("It was rejected.");
}

/** A row of these actions, each answered. */
function withActions(actions: readonly Action[]): Row {
  const row = sampleRow();
  const turns = actions.flatMap((action, index): readonly Turn[] => {
    const before = actions[index - 1];
    if (before === undefined) return [{ observation: { message: "Do it." } }, { action }];
    const results = before.calls.map(({ id, name }) => ({ callId: id, name, content: "ok" }));
    return [
      { observation: results.length === 0 ? { message: "Go on." } : { results } },
      { action },
    ];
  });
  return { ...row, transcript: { ...row.transcript, turns }, loss: actions.map(() => true) };
}

const look = callAction({ name: "read_file", arguments: { path: "a" } });

describe("verification", () => {
  test.each([
    [{ reward: 1, success: true }, "completed", "kept"],
    [{ reward: 0.4, success: false }, "completed", "failed"],
    [{ reward: null, success: false }, "error:provider", "unscored"],
    [{ reward: 1, success: true }, "error:agent", "broken-off"],
    [{ reward: 1, success: true }, "limit:turns", "kept"],
  ])("%o that ended by %s: %s", async (verdict, ending, expected) => {
    expect(await fate(verifiedStage, sampleRow({ provenance: { verdict, ending } }))).toBe(
      expected,
    );
  });

  test("tasks that are kept for evaluation stay out", async () => {
    expect(await fate(heldOutStage(), sampleRow(), { split: "test" })).toBe("held-out");
    expect(await fate(heldOutStage(), sampleRow(), { split: "train" })).toBe("kept");
  });

  test("a band of pass rates, of the run or of another", async () => {
    const attempts = [true, true, false, false].map((success, attempt) =>
      sampleRow({
        id: `r${attempt}`,
        provenance: { attempt, verdict: { reward: success ? 1 : 0, success } },
      }),
    );
    const within = await outcomes([passRateStage({ least: 0.2, most: 0.6 })], [group(attempts)]);
    expect(Object.values(within)).toEqual(["kept", "kept", "kept", "kept"]);
    const outside = await outcomes([passRateStage({ least: 0.6 })], [group(attempts)]);
    expect(outside["r0"]).toBe("pass-rate");
    const rates = new Map([["0", 0.9]]);
    expect((await outcomes([passRateStage({ most: 0.8, rates })], [group(attempts)]))["r0"]).toBe(
      "pass-rate",
    );
    expect((await outcomes([passRateStage({ rates: new Map() })], [group(attempts)]))["r0"]).toBe(
      "no-pass-rate",
    );
  });
});

describe("calls", () => {
  const malformed: Action = {
    text: "",
    calls: [],
    malformed: [{ id: "x", source: "{", problem: "it is cut off" }],
  };
  const repaired: Action = {
    ...look,
    calls: look.calls.map((call) => ({ ...call, repaired: true as const })),
  };

  test.each([
    ["malformed-call", malformed],
    ["repaired-call", repaired],
    ["cut-off", { ...textAction("Half a sen"), incomplete: true as const }],
    ["empty-turn", textAction(" ")],
  ])("%s is rejected, or masked where a later turn put it right", async (code, wrong) => {
    const row = withActions([wrong, textAction("Done.")]);
    expect(await fate(wellFormedStage(), row)).toBe(code);
    expect((await rowAfter(wellFormedStage({ wrongTurns: "mask" }), row)).loss).toEqual([
      false,
      true,
    ]);
    // Nothing put the last one right.
    expect(await fate(wellFormedStage({ wrongTurns: "mask" }), withActions([look, wrong]))).toBe(
      code,
    );
  });

  test("unknown tools and arguments that a schema refuses", async () => {
    const unknown = callAction({ name: "fly", arguments: {} });
    const invalid = callAction({ name: "read_file", arguments: { path: 7 } });
    expect(await fate(validCallsStage(), withActions([unknown, textAction("Done.")]))).toBe(
      "unknown-tool",
    );
    expect(await fate(validCallsStage(), withActions([invalid, textAction("Done.")]))).toBe(
      "invalid-arguments",
    );
    expect(await fate(validCallsStage(), withActions([look, textAction("Done.")]))).toBe("kept");
    const masked = await rowAfter(
      validCallsStage({ wrongTurns: "mask" }),
      withActions([invalid, look, textAction("Done.")]),
    );
    expect(masked.loss).toEqual([false, true, true]);
  });

  test("turns whose calls failed are masked, and what put them right is learned", async () => {
    const row = sampleRow({
      parts: [
        "Look.",
        { calls: [["read_file", { path: "b" }]] },
        { results: ["no such file"] },
        { text: "No." },
      ],
    });
    const turns = row.transcript.turns.map((turn) =>
      "observation" in turn && turn.observation.results !== undefined
        ? {
            observation: {
              results: turn.observation.results.map((one) => ({ ...one, isError: true })),
            },
          }
        : turn,
    );
    const failed = { ...row, transcript: { ...row.transcript, turns } };
    expect((await rowAfter(noFailedCallsStage(), failed)).loss).toEqual([false, true]);
  });
});

describe("what goes round in circles", () => {
  test("the same calls with the same results", async () => {
    const three = withActions([look, look, look, textAction("Done.")]);
    const two = withActions([look, look, textAction("Done.")]);
    expect(await fate(noLoopsStage(), three)).toBe("repeated-calls");
    expect(await fate(noLoopsStage(), two)).toBe("kept");
  });

  test("the same words, in any script", async () => {
    const english = "I should check the file again to be sure that it is right. ".repeat(12);
    const chinese = "我应该再次检查文件以确保它是正确的。".repeat(12);
    for (const text of [english, chinese]) {
      expect(await fate(noLoopsStage(), withActions([textAction(text)]))).toBe("repeated-words");
    }
    const varied = Array.from({ length: 120 }, (_, index) => `word${index * 7}`).join(" ");
    expect(await fate(noLoopsStage(), withActions([textAction(varied)]))).toBe("kept");
  });
});

describe("what belongs to a provider", () => {
  test.each([
    ["control-token", "Done.<|im_end|>"],
    ["control-token", "</think> So it is."],
    ["provider-error", "<!DOCTYPE html><title>502</title>"],
    ["provider-error", '{"error": {"message": "overloaded"}}'],
    ["provider-error", "Error: upstream returned 503, please retry"],
    ["identity", "I am DeepSeek, a model developed by a company."],
    ["identity", "我是由某公司开发的人工智能助手。"],
    ["identity", "As an AI language model trained by others, I count four."],
    ["refusal", "I'm sorry, but I can't do that."],
    ["refusal", "抱歉，我无法完成。"],
    ["refusal", "对不起，我不能完成。"],
    ["refusal", "Sorry, I can't help with that."],
    ["refusal", "I’m sorry, I won’t do that."],
    ["kept", "Sorry, I first read the wrong file: the total is 24."],
    ["kept", "The error rate of the server is 5 in 100."],
    ["kept", "I read the file that Claude Monet's gallery made."],
    ["kept", "Sorry for the detour: the total is 24."],
  ])("%s: %s", async (code, text) => {
    expect(await fate(noLeftoversStage, withActions([textAction(text)]))).toBe(code);
  });
});

describe("an answer in the question", () => {
  test.each([
    [{ answer: "\\boxed{forty-two}" }, "leaked-answer"],
    [{ expected: ["nothing", "Forty Two"] }, "leaked-answer"],
    [{ answer: "42" }, "kept"],
    [{ answer: "forty-three" }, "kept"],
    [{}, "kept"],
  ])("%o: %s", async (data, code) => {
    const row = sampleRow({ parts: ["Say forty-two when asked.", { text: "forty-two" }] });
    expect(await fate(noLeakedAnswerStage(), row, { data })).toBe(code);
  });
});

describe("thoughts", () => {
  const counter = {
    description: { kind: "words" },
    estimated: false,
    count: (text: string) => text.split(" ").length,
  };
  const thinking = (words: number, thinkType?: string): Row =>
    sampleRow({
      parts: [
        "Go.",
        {
          thought: Array.from({ length: words }, (_, index) => `w${index}`).join(" "),
          ...(thinkType === undefined ? {} : { thinkType }),
          text: "Gone.",
        },
      ],
    });
  const typeAfter = async (
    words: number,
    thinkType: string | undefined,
    options: Parameters<typeof thoughtPolicyStage>[0],
  ): Promise<string> => {
    const row = thinking(words, thinkType);
    try {
      const after = await rowAfter(thoughtPolicyStage({ counter, ...options }), row);
      const action = after.transcript.turns[1];
      return action !== undefined && "action" in action ? String(action.action.thinkType) : "";
    } catch {
      return "rejected";
    }
  };

  test("are called by their measured length, whatever their writer called them", async () => {
    const label = { mode: "label", outside: "nearest" } as const;
    expect(await typeAfter(5, "complex", label)).toBe("quick");
    expect(await typeAfter(20, undefined, label)).toBe("quick");
    expect(await typeAfter(100, "quick", label)).toBe("mid");
    expect(await typeAfter(500, "complex", label)).toBe("complex");
    expect(await typeAfter(500, "mid", label)).toBe("mid");
    expect(await typeAfter(501, "mid", label)).toBe("complex");
  });

  test("in the gap are what the user says", async () => {
    for (const words of [21, 60, 99]) {
      expect(await typeAfter(words, "mid", { mode: "label", outside: "keep" })).toBe("mid");
      expect(await typeAfter(words, "mid", { mode: "label", outside: "reject" })).toBe("rejected");
      expect(await typeAfter(words, "mid", { mode: "reject", outside: "reject" })).toBe("rejected");
    }
    expect(await typeAfter(40, "mid", { mode: "label", outside: "nearest" })).toBe("quick");
    expect(await typeAfter(90, "quick", { mode: "label", outside: "nearest" })).toBe("mid");
  });

  test("that claim another kind are rejected where that is asked for", async () => {
    expect(await typeAfter(150, "quick", { mode: "reject", outside: "keep" })).toBe("rejected");
    expect(await typeAfter(150, "mid", { mode: "reject", outside: "keep" })).toBe("mid");
    expect(await typeAfter(150, "quick", { mode: "keep", outside: "reject" })).toBe("quick");
  });

  test("are reported, and an estimate says that it is one", async () => {
    const run = runStages(
      stream([group([thinking(5), thinking(50, "quick"), thinking(200, "quick")])]),
      [thoughtPolicyStage({ mode: "keep", outside: "keep", counter })],
      { signal },
    );
    for await (const _ of run.selections);
    expect(run.yields()[0]?.report).toEqual({
      estimated: false,
      thoughts: { quick: 1, outside: 1, mid: 1 },
      mislabelled: 2,
    });
    expect(estimatedTokens.estimated).toBe(true);
    expect(estimatedTokens.count("验证完成，结果正确。")).toBeGreaterThan(5);
  });
});

describe("choosing among attempts", () => {
  const attempts = [
    { attempt: 0, words: "A long way to say what could be said shortly.", reward: 0.9 },
    { attempt: 1, words: "Short.", reward: 0.9 },
    { attempt: 2, words: "The best of all of them.", reward: 1 },
  ].map(({ attempt, words, reward }) =>
    sampleRow({
      id: `a${attempt}`,
      parts: ["Go.", { text: words }],
      provenance: { attempt, verdict: { reward, success: true } },
    }),
  );
  const choose = async (stage: Stage): Promise<readonly string[]> =>
    Object.entries(await outcomes([stage], [group(attempts)])).flatMap(([id, code]) =>
      code === "kept" ? [id] : [],
    );

  test("the first, the best, the shortest, all, so many", async () => {
    expect(await choose(keepStage("first"))).toEqual(["a0"]);
    expect(await choose(keepStage("best"))).toEqual(["a2"]);
    expect(await choose(keepStage("all"))).toEqual(["a0", "a1", "a2"]);
    expect(await choose(shortestStage)).toEqual(["a1"]);
    expect(await choose(capStage(2))).toEqual(["a0", "a1"]);
  });

  test("what was not kept is called worse only where it is", async () => {
    const twin = (id: string, reward: number, words: string): Row =>
      sampleRow({
        id,
        parts: ["Go.", { text: words }],
        provenance: { verdict: { reward, success: true } },
      });
    const rows = [twin("kept", 1, "Go!"), twin("tie", 1, "Hm."), twin("long", 1, "Well, well.")];
    const attempted = [group([...rows, twin("worse", 0.9, "No.")])];
    expect(await outcomes([keepStage("best")], attempted)).toEqual({
      kept: "kept",
      tie: "as-good",
      long: "longer",
      worse: "not-best",
    });
    expect(await outcomes([shortestStage], attempted)).toMatchObject({
      kept: "kept",
      tie: "as-short",
      long: "longer",
    });
  });
});

describe("duplicates", () => {
  const asking = (id: string, question: string, answer = "Done."): TaskGroup =>
    group([sampleRow({ id, parts: [question, { text: answer }] })], { id, digest: id });

  test("equal rows go, white space and thoughts apart", async () => {
    const found = await outcomes(
      [exactDuplicatesStage],
      [
        asking("a", "Count the files."),
        asking("b", "Count  the files.\n"),
        asking("c", "Count the folders."),
        group([
          sampleRow({ id: "d", parts: ["Count the files.", { thought: "hm", text: "Done." }] }),
        ]),
      ],
    );
    expect(found).toEqual({ a: "kept", b: "duplicate", c: "kept", d: "duplicate" });
  });

  const chinese =
    "统计workspace目录下所有.txt文件里字母'R'（大小写）的总出现次数，将结果写入result.txt文件中(最终结果只写数字)";
  const changed =
    "统计workspace目录下全部.txt文件里字母'S'（大小写）的总出现次数，将结果写到result.txt文件中(最终结果只写数字)";
  const unrelated =
    "分析当前目录下logs文件里的access.log文件，统计每个IP地址的访问次数，将访问次数最多的前3个IP及其次数写入top_ips.txt，每行格式：IP:次数";

  test("a Chinese question with three characters changed is found, an unrelated one is not", async () => {
    const found = await outcomes(
      [nearDuplicatesStage({ of: "task" })],
      [asking("a", chinese), asking("b", changed), asking("c", unrelated)],
    );
    expect(found).toEqual({ a: "kept", b: "near-duplicate", c: "kept" });
  });

  test("attempts at one task are no duplicates of each other's task", async () => {
    const same = group([
      sampleRow({ id: "a", parts: [chinese, { text: "One way." }] }),
      sampleRow({ id: "b", parts: [chinese, { text: "Another way." }] }),
    ]);
    const found = await outcomes(
      [nearDuplicatesStage({ of: "task" })],
      [same, asking("c", chinese)],
    );
    expect(found).toEqual({ a: "kept", b: "kept", c: "near-duplicate" });
  });

  test("decontamination finds runs of words, changed questions, and reports them", async () => {
    const folder = await temporaryFolder();
    const english =
      "A bakery sells three kinds of bread, and each day it bakes forty loaves more than it sells.";
    await writeFile(
      join(folder, "bench.jsonl"),
      `${JSON.stringify({ id: "q1", question: english })}\n${JSON.stringify({ id: "q2", question: chinese, answer: "24" })}\n`,
    );
    const benchmarks = await readBenchmark(join(folder, "bench.jsonl"));
    expect(benchmarks.map(({ id }) => id)).toEqual(["q1 question", "q2 question"]);
    const stage = decontaminateStage({ benchmarks });
    const run = runStages(
      stream([
        asking("verbatim", `Please solve this. ${english} How many?`),
        asking("gram", "My shop: and each day it bakes forty loaves more, is that good?"),
        asking("changed", changed),
        asking("unrelated", unrelated),
        asking("other", "Sort the words of the file by their length, then by the alphabet."),
      ]),
      [stage],
      { signal },
    );
    const kept: string[] = [];
    for await (const selection of run.selections)
      kept.push(...selection.kept.map(({ row }) => row.id));
    expect(kept).toEqual(["unrelated", "other"]);
    const [{ report } = { report: undefined }] = run.yields();
    expect(report).toMatchObject({
      items: 2,
      bySource: { "bench.jsonl": 3 },
      removed: [
        { row: "verbatim", item: "q1 question", by: "gram" },
        { row: "gram", evidence: "and each day it bakes forty loaves more" },
        { row: "changed", item: "q2 question" },
      ],
    });
  });

  test("a benchmark that is not there or holds nothing is named", async () => {
    const folder = await temporaryFolder();
    await expect(readBenchmark(join(folder, "no.jsonl"))).rejects.toThrow(
      /Can't read the benchmark/,
    );
    await writeFile(join(folder, "empty.json"), "[]");
    await expect(readBenchmark(join(folder, "empty.json"))).rejects.toThrow(/holds no text/);
    await writeFile(join(folder, "broken.jsonl"), '{"a": "long enough to count"}\n{nope\n');
    await expect(readBenchmark(join(folder, "broken.jsonl"))).rejects.toThrow(/line 2/);
    await writeFile(
      join(folder, "prose.md"),
      "One question of many words.\n\nAnother one of many words.",
    );
    expect(await readBenchmark(join(folder, "prose.md"))).toHaveLength(2);
  });
});

describe("secrets and personal data", () => {
  const holding = (text: string): Row => sampleRow({ parts: ["Look.", { text }] });

  test.each([
    "-----BEGIN RSA PRIVATE KEY-----",
    `sk-${"a1B2".repeat(8)}`,
    `AKIA${"ABCD".repeat(4)}`,
    "write to jane.doe@mailhouse.org",
    "call +49 170 1234567",
    "手机 13812345678",
    "手机 138-1234-5678",
    `glpat-${"a1B2".repeat(5)}`,
    `npm_${"a1B2".repeat(9)}`,
    "postgres://jane:open-sesame@db/shop",
    `Authorization: Bearer ${"a1B2".repeat(8)}`,
    `aws_secret_access_key = ${"a1B2".repeat(10)}`,
    "card 4111 1111 1111 1111",
    "身份证 11010519491231002X",
  ])("%s is told of, and the row stays", async (text) => {
    const run = runStages(stream([group([holding(text)])]), [personalDataStage()], { signal });
    for await (const { kept } of run.selections) expect(kept).toHaveLength(1);
    expect(Object.keys(run.yields()[0]?.report?.["found"] as object)).toHaveLength(1);
    expect(JSON.stringify(run.yields())).not.toContain(text.slice(-6));
    expect(await fate(personalDataStage({ action: "reject" }), holding(text))).toBe(
      "personal-data",
    );
  });

  test.each([
    "4111 1111 1111 1112",
    "2024-11-22 10:46:11",
    "jane@example.com",
    "version 1.2.3.4",
    "https://example.com:8080/a@b",
    "secret: the answer",
    "2024-1234-5678",
    "sk-short",
  ])("%s is nothing of the kind", async (text) => {
    expect(await fate(personalDataStage({ action: "reject" }), holding(text))).toBe("kept");
  });
});

describe("a judge", () => {
  const answer = (score: number, turns: readonly number[] = []): string =>
    `Here it is:\n\`\`\`json\n${JSON.stringify({
      turns: turns.map((one, index) => ({ turn: index + 1, reasons: "…", score: one })),
      reasons: "I have looked.",
      score,
    })}\n\`\`\``;
  const judging = (
    replies: readonly ScriptedReply[],
    options: Partial<Parameters<typeof judgeStage>[0]> = {},
  ): Stage => judgeStage({ model: scriptedModel(replies), ...options });

  test("rejects what it scores low, and keeps its reasons", async () => {
    expect(await fate(judging([answer(5)]), sampleRow())).toBe("kept");
    expect(await fate(judging([answer(3)]), sampleRow())).toBe("low-score");
    expect(await fate(judging([answer(3)], { threshold: 3 }), sampleRow())).toBe("kept");
  });

  test("masks the turns that it scores low", async () => {
    const row = await rowAfter(judging([answer(4, [2, 5])], { turns: "mask" }), sampleRow());
    expect(row.loss).toEqual([false, true]);
    expect(await fate(judging([answer(4, [2, 5])], { turns: "reject" }), sampleRow())).toBe(
      "low-turn-score",
    );
  });

  test("that can't be read is asked once more, and then believed to know nothing", async () => {
    expect(await fate(judging(["I like it.", answer(5)]), sampleRow())).toBe("kept");
    expect(await fate(judging(["I like it.", "Really."]), sampleRow())).toBe(
      "unreadable-judgement",
    );
  });

  test("is asked for nothing twice where a journal keeps its answers", async () => {
    const journal = join(await temporaryFolder(), "judge.jsonl");
    expect(await fate(judging([answer(5)], { journal }), sampleRow())).toBe("kept");
    // A line that was cut off, as by a kill.
    await writeFile(journal, `${await readFile(journal, "utf8")}{"question": "abc`);
    expect(await fate(judging([], { journal }), sampleRow())).toBe("kept");
    const other = sampleRow({ parts: ["Something else.", { text: "Yes." }] });
    expect(await fate(judging([answer(1)], { journal }), other)).toBe("low-score");
    expect(await fate(judging([], { journal }), other)).toBe("low-score");
  });

  test("whose endpoint fails stops the dataset and loses no row", async () => {
    const error = new ProviderError({ code: "server", message: "it is down" });
    await expect(fate(judging([error]), sampleRow())).rejects.toThrow("it is down");
  });

  test("reports its scores and what it cost", async () => {
    const run = runStages(
      stream([group([sampleRow(), sampleRow({ id: "b", parts: ["Other.", { text: "Yes." }] })])]),
      [
        judging(
          [answer(5), answer(2)].map((content) => ({
            message: { content },
            usage: { ...noUsage, outputTokens: 7, cost: 0.25 },
          })),
        ),
      ],
      { signal },
    );
    for await (const _ of run.selections);
    expect(run.yields()[0]?.report).toMatchObject({
      scores: { 2: 1, 5: 1 },
      usage: { outputTokens: 14, cost: 0.5 },
    });
  });
});

describe("stages together", () => {
  test("each tells its yield, and none sees what one before it rejected", async () => {
    const seen: string[] = [];
    const watching = rowStage({
      name: "watching",
      description: "a stage of someone else's",
      judge: (row) => {
        seen.push(row.id);
        return row.id === "b"
          ? rejected("mine", "I do not like it")
          : { decision: "kept", note: 1 };
      },
    });
    const failing = sampleRow({ id: "f", provenance: { verdict: { reward: 0, success: false } } });
    const run = runStages(
      stream([group([sampleRow({ id: "a" }), failing, sampleRow({ id: "b" })])]),
      [verifiedStage, watching],
      { signal },
    );
    const selections = await all(run.selections);
    expect(seen).toEqual(["a", "b"]);
    expect(selections[0]?.kept[0]?.decisions).toEqual([
      { stage: "verified", decision: "kept" },
      { stage: "watching", decision: "kept", note: 1 },
    ]);
    expect(run.yields().map((one) => [one.stage, one.in, one.out, one.reasons])).toEqual([
      ["verified", 3, 2, { failed: 1 }],
      ["watching", 2, 1, { mine: 1 }],
    ]);
  });

  test("work on several groups at once, and answer in the plan's order", async () => {
    let most = 0;
    let now = 0;
    const slow: Stage = {
      name: "slow",
      description: "takes its time",
      settings: {},
      open: () => ({
        judge: async ({ rows }) => {
          most = Math.max(most, (now += 1));
          await new Promise((resolve) => setTimeout(resolve, 20 - 4 * Number(rows[0]?.id)));
          now -= 1;
          return rows.map(() => ({ decision: "kept" as const }));
        },
      }),
    };
    const groups = [0, 1, 2, 3, 4].map((id) =>
      group([sampleRow({ id: String(id) })], { id: String(id) }),
    );
    const run = runStages(stream(groups), [slow, exactDuplicatesStage], { signal, concurrency: 3 });
    const order: string[] = [];
    for await (const { task } of run.selections) order.push(task.id);
    expect(order).toEqual(["0", "1", "2", "3", "4"]);
    expect(most).toBe(3);
  });

  test("the usual ones come in an order, can be switched off, and are known by name", () => {
    const names = standardStages().map(({ name }) => name);
    expect(names.indexOf("verified")).toBeLessThan(names.indexOf("keep"));
    expect(names.slice(-2)).toEqual(["exact-duplicates", "near-duplicates"]);
    expect(standardStages({ without: ["no-loops"] }).map(({ name }) => name)).not.toContain(
      "no-loops",
    );
    expect(() => standardStages({ without: ["no-such"] })).toThrow(/no stage "no-such"/);
  });
});
