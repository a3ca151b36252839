import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { finish, moveTask, openTask, smallDatabase } from "./play-episode.ts";

const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
const long = (character: string): string => `printf('%.*c', 900000, '${character}')`;

describe("hostile SQL is answered, and the database stays as it was", () => {
  let opened: Awaited<ReturnType<typeof openTask>>;
  beforeAll(async () => {
    opened = await openTask(moveTask, { callSeconds: 1 });
  });
  afterAll(async () => {
    await opened.session[Symbol.asyncDispose]();
  });

  test.for([
    ["an endless query", `${endless} SELECT count(*) FROM n`, /^Error: Stopped after 1 s/],
    ["an endless result", `${endless} SELECT i FROM n`, /The first 50 of more than 10000 rows/],
    [
      "an endless sort",
      `${endless} SELECT i FROM n ORDER BY i DESC`,
      /out of memory|Stopped after/,
    ],
    ["an endless insert", `${endless} INSERT INTO shelves SELECT NULL, i FROM n`, /full|Stopped/],
    ["rows of a megabyte", `${endless} SELECT ${long("x")} FROM n LIMIT 40`, /… \(900000 bytes\)/],
    ["a blob of a gigabyte", "SELECT zeroblob(1000000000)", /too big/],
    ["a width of a gigabyte", "SELECT printf('%1000000000d', 1)", /too big/],
    ["a text that grows", `SELECT replace(${long("x")}, 'x', 'yyyyyyyyy')`, /too big/],
    [
      "a search that never ends",
      `SELECT instr(${long("a")}, ${long("a")} || 'b')`,
      /rows?\)|Stopped/,
    ],
    ["a pattern of stars", `SELECT 'x' LIKE ${long("%")}`, /too complex/],
    [
      "brackets without end",
      `SELECT ${"(".repeat(5000)}1${")".repeat(5000)}`,
      /[Rr]ecursion|depth/,
    ],
    ["a sum without end", `SELECT 1${" + 1".repeat(20_000)}`, /too large/],
    ["unions without end", `SELECT 1${" UNION ALL SELECT 1".repeat(4000)}`, /too many terms/],
    ["statements without end", "SELECT 1;".repeat(2000), /at most 1000 statements/],
    ["ATTACH", "ATTACH '/etc/passwd' AS other", /can't be attached/],
    ["VACUUM INTO", "VACUUM INTO '/tmp/copy.db'", /can't be attached/],
    ["load_extension", "SELECT load_extension('x')", /no such function/],
    ["writable_schema", "PRAGMA writable_schema = 1", /can't be used here/],
    ["a write into the schema", "UPDATE sqlite_schema SET sql = ''", /may not be modified/],
    ["a write of pages", "DELETE FROM sqlite_dbpage", /can't be written/],
    ["a larger database", "PRAGMA max_page_count = 100000", /can't be used here/],
    ["rules that are off", "PRAGMA foreign_keys = OFF", /can't be used here/],
    ["virtual tables", "CREATE VIRTUAL TABLE f USING fts5(x)", /Virtual tables/],
    ["columns without end", `CREATE TABLE w (${"c,".repeat(500)}d)`, /duplicate|too many columns/],
    ["a NUL", "SELECT 1\0; DROP TABLE books", /NUL/],
    ["no SQL", "-- nothing", /no statement/],
    ["nonsense", "SELEKT", /syntax error/],
  ] as const)("%s", async ([, sql, answer]) => {
    const text = await opened.sql(sql);
    expect(text).toMatch(answer);
    expect(text.length).toBeLessThan(20_000);
    expect(await opened.sql("SELECT count(*) FROM books; SELECT count(*) FROM shelves")).toBe(
      "count(*)\n3\n(1 row)\n\ncount(*)\n2\n(1 row)",
    );
  });

  test("and the episode is judged as any other", async () => {
    const { ending, verdict } = await finish(opened.session);
    expect(ending).toEqual({ status: "completed" });
    expect(verdict).toMatchObject({ reward: 0, scores: { moved: 0, else: 1 } });
  });
});

test("a thread that does not stop is ended, and the database goes on from what was committed", async () => {
  const { session, call, sql } = await openTask(moveTask, { callSeconds: 0.5 });
  await using _ = session;
  await sql("UPDATE books SET shelf = 2 WHERE id = 2");
  await sql("BEGIN; DELETE FROM books");
  // One function that never asks for the time.
  const hang = `SELECT ${Array.from({ length: 30 }, (_item, index) => `instr(${long("a")}, ${long("a").replace("900000", String(450_000 + index))} || 'b')`).join(" + ")}`;
  const answer = await call("run_sql", { sql: hang });
  expect(answer.isError).toBe(true);
  expect(answer.text).toMatch(/^Stopped: .*nor of a transaction that was open/);
  expect(await sql("SELECT count(*) FROM books")).toContain("\n3\n");
  expect((await finish(session)).verdict.reward).toBe(1);
});

test("an episode that is cancelled in the middle of a query ends", async () => {
  const controller = new AbortController();
  const { session, sql } = await openTask(moveTask, { callSeconds: 60 });
  session.episode?.signal.addEventListener("abort", () => controller.abort());
  const running = sql(`${endless} SELECT count(*) FROM n`).catch(() => "cancelled");
  await new Promise((resolve) => void setTimeout(resolve, 50));
  await session[Symbol.asyncDispose]();
  expect(await running).toBe("cancelled");
  expect(controller.signal.aborted).toBe(true);
});

test.for([
  ["a view that never ends", `CREATE VIEW books2 AS ${endless} SELECT i FROM n`],
  ["a view that takes all time", `CREATE VIEW books2 AS ${endless} SELECT count(*) FROM n`],
  [
    "more rows than can be kept",
    `${endless} INSERT INTO shelves SELECT NULL, i FROM n LIMIT 20000`,
  ],
  ["a table whose name is a prototype", 'CREATE TABLE "__proto__" (x)'],
  ["another trigger", "CREATE TRIGGER t AFTER INSERT ON books BEGIN SELECT 1; END"],
] as const)("%s is seen by the judge", { timeout: 60_000 }, async ([, hostile]) => {
  const { session, sql } = await openTask(moveTask);
  await using _ = session;
  await sql("UPDATE books SET shelf = 2 WHERE id = 2");
  await sql(hostile);
  const { verdict } = await finish(session);
  expect(verdict).toMatchObject({ reward: 0, scores: { moved: 1, else: 0 } });
});

test("a temporary table of the same name hides nothing from the judge", async () => {
  const { session, sql } = await openTask(moveTask);
  await using _ = session;
  await sql("CREATE TEMP TABLE books AS SELECT * FROM main.books");
  await sql("UPDATE temp.books SET shelf = 2 WHERE id = 2");
  expect((await finish(session)).verdict.reward).toBe(0);
});

test("two episodes share nothing", async () => {
  const one = await openTask(moveTask);
  const other = await openTask(moveTask);
  await using sessions = new AsyncDisposableStack();
  for (const { session } of [one, other]) sessions.use(session);
  await one.sql("DELETE FROM books");
  expect(await other.sql("SELECT count(*) FROM books")).toContain("\n3\n");
  expect(smallDatabase).toContain("CREATE TABLE books");
});
