import { describe, expect, test } from "vitest";

import { answerLine, checkAnswer } from "../src/checks/check-answer.ts";
import { checkSchema } from "../src/checks/check.ts";
import { findings, verdictOf } from "../src/checks/judge-checks.ts";
import type { AnswerCheck, Check, DatabaseContent, Relation, SqlRow } from "../src/index.ts";

const check = <Kind extends Check["kind"]>(
  kind: Kind,
  rest: object,
): Extract<Check, { kind: Kind }> =>
  checkSchema.parse({ kind, ...rest }) as Extract<Check, { kind: Kind }>;

function table(name: string, columns: readonly string[], rows: readonly SqlRow[]): Relation {
  return {
    kind: "table",
    name,
    columns: columns.map((column) => ({ name: column, type: "" })),
    rows,
  };
}

function content(...relations: readonly Relation[]): DatabaseContent {
  return { relations, triggers: {} };
}

describe("the answer", () => {
  test.for([
    ["Answer: 42", "42"],
    ["I counted.\n**Answer:** `42`\n", "42"],
    ["Answer: 1\nNo, I was wrong.\nAnswer: 2", "2"],
    ["答案：四十二", "四十二"],
    ["> Answer: **42**", "42"],
    ["Answer: >42", ">42"],
    ["Answer: 4*2", "4*2"],
    ["Answer: 4**2", "4**2"],
    ["The answer is 42", undefined],
    ["", undefined],
  ] as const)("of %j is %j", ([said, line]) => {
    expect(answerLine(said)).toBe(line);
  });

  test.for<[object, string, boolean]>([
    [{ number: 1234.5 }, "€ 1,234.50", true],
    [{ number: 1234.5 }, "１２３４．５", true],
    [{ number: 42 }, "42 books", false],
    [{ number: 42, units: ["Books", "m²"] }, "42 books", true],
    [{ number: 42, units: ["Books", "m²"] }, "42 m2 in total.", true],
    [{ number: 42, units: ["Books", "m²"] }, "42 books or more", false],
    [{ number: 50, units: ["%"] }, "50 %", true],
    [{ number: 42 }, "In total 42", true],
    [{ number: 42 }, "共42件。", true],
    [{ number: 42 }, "42 本", true],
    [{ number: 42 }, "42元", true],
    [{ number: 42 }, "$42 in total", true],
    [{ number: -42 }, "-$42", true],
    [{ number: -42 }, "$−42", true],
    [{ number: 42 }, "--42", false],
    [{ number: 42 }, "4**2", false],
    [{ number: 3_000_000_000 }, "3,000,000,000", true],
    [{ number: 3_000_000_000 }, "3,000,000,001", false],
    [{ number: 12 }, "1,2", false],
    [{ number: 42 }, "42 or 43", false],
    [{ number: 42 }, "421", false],
    [{ number: -3 }, "-3", true],
    [{ number: -3 }, "3", false],
    [{ number: 2 / 3, tolerance: 0.01 }, "0.67", true],
    [{ number: 2 / 3 }, "0.67", false],
    [{ number: 42 }, "", false],
    [{ text: "Anna Weber" }, "anna  weber.", true],
    [{ text: "Anna Weber" }, "“Anna Weber”", true],
    [{ text: "Anna Weber" }, "Anna Weber or Ben Okafor", false],
    [{ text: "Anna Weber" }, "not Anna Weber", false],
    [{ text: ["四月", "4月"] }, "4月。", true],
    [{ list: ["甲", "乙"] }, "乙，甲", true],
    [{ list: ["甲", "乙"] }, "乙、甲", true],
    [{ list: ["甲", "乙"], ordered: true }, "乙，甲", false],
    [{ list: ["甲", "乙"] }, "甲，乙，丙", false],
    [{ list: ["甲", "乙"] }, "甲，甲，乙", false],
  ])("%j judges %j as %j", ([wanted, line, passed]) => {
    const answer: AnswerCheck = check("answer", wanted);
    expect(checkAnswer(answer, `Done.\nAnswer: ${line}`).passed).toBe(passed);
  });

  test.for([
    "not 3",
    "anything but 3",
    "more than 3",
    "at least 3",
    "half of 3",
    "> 3",
    ">3",
    "≥3",
    "~3",
    "3+",
    "3%",
    "3 percent",
    "3 dozen",
    "3 or two",
    "3 thousand",
    "3k",
    "3e0",
    "3/1",
    "0x3",
    "三或3",
    "不是3",
    "约3",
    "3万",
    "3以上",
    "3个以上",
    "3 or so",
    "3?",
  ])("that says %j is not the number 3", (line) => {
    const answer = check("answer", { number: 3, units: ["loan", "loans"] });
    expect(checkAnswer(answer, "Answer: 3").passed).toBe(true);
    expect(checkAnswer(answer, `Answer: ${line}`).passed).toBe(false);
  });

  test("has units only where it is a number", () => {
    expect(checkSchema.safeParse({ kind: "answer", text: "a", units: ["b"] }).success).toBe(false);
  });

  test("is exactly one of number, text and list", () => {
    expect(checkSchema.safeParse({ kind: "answer" }).success).toBe(false);
    expect(checkSchema.safeParse({ kind: "answer", number: 1, text: "1" }).success).toBe(false);
  });

  test("is found in time, whatever was said", () => {
    const answer = check("answer", { number: 1 });
    for (const said of [
      "Answer:".repeat(100_000),
      `Answer: ${"1,".repeat(100_000)}`,
      `Answer: ${"1,".repeat(9000)}`,
      `Answer: ${"-".repeat(19_000)}1`,
      `Answer: ${"111,".repeat(4900)}x`,
      "*".repeat(500_000),
    ]) {
      expect(checkAnswer(answer, said).passed).toBe(false);
    }
  });
});

describe("what is unchanged", () => {
  const before = content(
    table(
      "books",
      ["id", "shelf"],
      [
        [1, 1],
        [2, 1],
        [3, 2],
      ],
    ),
    table("shelves", ["id"], [[1], [2]]),
  );
  const after = (...rows: readonly SqlRow[]): DatabaseContent =>
    content(table("books", ["id", "shelf"], rows), table("shelves", ["id"], [[1], [2]]));
  const passes = (rest: object, end: DatabaseContent): boolean =>
    findings([check("unchanged", rest)], before, { content: end, results: new Map(), said: "" })[0]
      ?.passed === true;

  test("may come in another order", () => {
    expect(passes({}, after([3, 2], [1, 1], [2, 1]))).toBe(true);
  });

  test("has neither fewer rows, nor more, nor others, nor one of them twice", () => {
    expect(passes({}, after([1, 1], [2, 1]))).toBe(false);
    expect(passes({}, after([1, 1], [2, 1], [3, 2], [4, 2]))).toBe(false);
    expect(passes({}, after([1, 1], [2, 2], [3, 2]))).toBe(false);
    expect(passes({}, after([1, 1], [2, 1], [2, 1]))).toBe(false);
    expect(passes({}, after([1, 1], [2, 1], ["3", 2]))).toBe(false);
  });

  test("is compared to the last digit, as a sum is not", () => {
    const accounts = (eur: number): DatabaseContent =>
      content(table("accounts", ["id", "eur"], [[1, eur]]));
    const passesWith = (eur: number): boolean => {
      const moment = { content: accounts(eur), results: new Map(), said: "" };
      return (
        findings([check("unchanged", {})], accounts(1234567890.12), moment)[0]?.passed === true
      );
    };
    expect(passesWith(1234567890.12)).toBe(true);
    expect(passesWith(1234567890.12 + 0.37)).toBe(false);
    expect(passesWith(1234567890.1200001)).toBe(false);
  });

  test("may differ in a column of a row that is excepted, and in nothing else", () => {
    const except = [{ table: "Books", where: { id: 2 }, columns: ["shelf"] }];
    expect(passes({ except }, after([1, 1], [2, 2], [3, 2]))).toBe(true);
    expect(passes({ except }, after([1, 2], [2, 1], [3, 2]))).toBe(false);
    expect(passes({ except }, after([1, 1], [3, 2]))).toBe(false);
  });

  test("may lack or have a row that is excepted, and no other", () => {
    const except = [{ table: "books", where: { id: 2 } }];
    expect(passes({ except }, after([1, 1], [3, 2]))).toBe(true);
    expect(passes({ except }, after([1, 1], [2, 9], [3, 2]))).toBe(true);
    expect(passes({ except }, after([1, 1]))).toBe(false);
  });

  test("is no table that came, went, or has other columns, unless it is excepted", () => {
    const [books, shelves] = before.relations as [Relation, Relation];
    const more = content(books, shelves, table("__proto__", ["x"], []));
    expect(passes({}, more)).toBe(false);
    expect(passes({ except: [{ table: "__proto__" }] }, more)).toBe(true);
    expect(passes({}, content(books))).toBe(false);
    expect(passes({ tables: ["books"] }, content(books))).toBe(true);
    expect(passes({}, content(books, table("shelves", ["number"], [[1], [2]])))).toBe(false);
  });

  test("is a view with the same SQL, whatever it shows now", () => {
    const view = (sql: string, rows: readonly SqlRow[]): DatabaseContent =>
      content(...before.relations, { ...table("v", ["x"], rows), kind: "view", sql });
    const views = (start: DatabaseContent, end: DatabaseContent): boolean =>
      findings([check("unchanged", {})], start, { content: end, results: new Map(), said: "" })[0]
        ?.passed === true;
    expect(views(view("SELECT 1 AS x", [[1]]), view("SELECT 1 AS x", [[2]]))).toBe(true);
    expect(views(view("SELECT 1 AS x", [[1]]), view("SELECT 2 AS x", [[1]]))).toBe(false);
  });

  test("has the same triggers", () => {
    expect(passes({}, { ...before, triggers: { t: "CREATE TRIGGER t" } })).toBe(false);
  });
});

describe("rows", () => {
  const end = content(
    table(
      "books",
      ["id", "Title"],
      [
        [1, "a"],
        [2, "a"],
        [3, null],
      ],
    ),
  );
  test.for<[object, boolean]>([
    [{ table: "books", where: { title: "a" }, count: 2 }, true],
    [{ table: "books", where: { title: "a" } }, false],
    [{ table: "books", where: { title: null } }, true],
    [{ table: "books", where: { id: 9 }, count: 0 }, true],
    [{ table: "books", where: { shelf: null } }, false],
    [{ table: "none", where: {}, count: 0 }, false],
  ])("%j is %j", ([rest, passed]) => {
    const moment = { content: end, results: new Map(), said: "" };
    expect(findings([check("rows", rest)], end, moment)[0]?.passed).toBe(passed);
  });
});

test("a query's rows are compared in any order, or in theirs where it counts", () => {
  const passes = (rest: object, rows: readonly SqlRow[]): boolean => {
    const moment = { content: content(), results: new Map([[0, { rows }]]), said: "" };
    const query = check("query", { sql: "SELECT", ...rest });
    return findings([query], content(), moment)[0]?.passed === true;
  };
  expect(passes({ rows: [[1], [2]] }, [[2], [1]])).toBe(true);
  expect(passes({ rows: [[1], [2]], ordered: true }, [[2], [1]])).toBe(false);
  expect(passes({ rows: [[0.3]] }, [[0.1 + 0.2]])).toBe(true);
  expect(passes({ rows: [[12_345_678_901_234]] }, [[12_345_678_901_235]])).toBe(false);
  expect(passes({ rows: [["1"]] }, [[1]])).toBe(false);
  expect(passes({ rows: [] }, [[1]])).toBe(false);
});

test("the reward is the share of goals that are reached, and 0 when a guard is broken", () => {
  const checks = ["a", "b", "guard"].map((name) => check("rows", { name, table: "t", where: {} }));
  const found = (...passed: readonly boolean[]) =>
    passed.map((one) => ({ passed: one, expected: null, found: null }));
  const start = found(false, false, true);
  expect(verdictOf(checks, start, found(true, true, true)).reward).toBe(1);
  expect(verdictOf(checks, start, found(true, false, true)).reward).toBe(0.5);
  expect(verdictOf(checks, start, found(true, true, false)).reward).toBe(0);
  expect(verdictOf(checks, start, start)).toMatchObject({ reward: 0, scores: { a: 0, guard: 1 } });
});
