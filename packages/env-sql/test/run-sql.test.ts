import { describe, expect, test } from "vitest";

import { environment } from "../src/index.ts";
import { finish, moveTask, openTask } from "./play-episode.ts";

test("tables are listed with their rows, and described by the SQL that made them", async () => {
  const { session, call, sql } = await openTask(moveTask);
  await using _ = session;
  await sql("CREATE INDEX by_title ON books (title); CREATE VIEW dear AS SELECT * FROM books");
  expect((await call("list_tables", {})).text).toBe(
    "books (3 rows)\ndear (view)\nshelves (2 rows)",
  );
  expect((await call("describe_table", { table: "BOOKS" })).text).toMatch(
    /^CREATE TABLE books \(.*\);\n\nCREATE INDEX by_title ON books \(title\);$/s,
  );
  const unknown = await call("describe_table", { table: "it's" });
  expect(unknown).toEqual({ text: 'There is no table "it\'s".', isError: true });
});

describe("what an agent reads", () => {
  test.for([
    [
      "rows, with NULL and REAL as SQLite writes them",
      "SELECT * FROM books",
      "id | title | shelf | price\n1 | Ada | 1 | 5.0\n2 | Bo | 1 | 7.25\n3 | 茶 | 2 | NULL\n(3 rows)",
    ],
    ["no rows", "SELECT id FROM books WHERE 0", "id\n(0 rows)"],
    [
      "large integers and blobs",
      "SELECT 9223372036854775807 AS i, x'00ff' AS b",
      "i | b\n9223372036854775807 | x'00ff'\n(1 row)",
    ],
    ["lines as one line", "SELECT 'a' || char(10) || '\\' AS t", "t\na\\n\\\\\n(1 row)"],
    ["how much was changed", "UPDATE books SET price = 1 WHERE id < 3", "2 rows changed."],
    ["that something was done", "CREATE TABLE t (x)", "Done."],
  ] as const)("is %s", async ([, query, text]) => {
    const { session, sql } = await openTask(moveTask);
    await using _ = session;
    expect(await sql(query)).toBe(text);
  });

  test("is which statement failed, and that those before it hold", async () => {
    const { session, sql } = await openTask(moveTask);
    await using _ = session;
    expect(await sql("DELETE FROM books WHERE id = 3; DELETE FROM shelves")).toBe(
      "1 row changed.\n\nError in statement 2: FOREIGN KEY constraint failed\n\nWhat the statements before it did holds.",
    );
    expect(await sql("SELECT count(*) AS n FROM books")).toBe("n\n2\n(1 row)");
  });

  test("is cut where the options say so", async () => {
    const { session, sql } = await openTask(moveTask, { shownRows: 2, shownCharacters: 200 });
    await using _ = session;
    expect(await sql("SELECT id FROM books")).toBe("id\n1\n2\n(The first 2 of 3 rows.)");
    expect(await sql("SELECT printf('%.*c', 500, 'x') AS t")).toBe(
      `t\n${"x".repeat(200)}… (500 bytes)\n(1 row)`,
    );
  });
});

test("options have defaults, and nonsense is refused", () => {
  expect(environment.parseOptions({})).toEqual({
    callSeconds: 5,
    shownRows: 50,
    shownCharacters: 10_000,
  });
  expect(() => environment.parseOptions({ callSeconds: 0 })).toThrow(/callSeconds/);
  expect(() => environment.parseOptions({ rows: 5 })).toThrow(/rows/);
});

test("a transaction goes on from call to call, and holds when it is committed", async () => {
  const { session, sql } = await openTask(moveTask);
  await using _ = session;
  expect(await sql("BEGIN")).toBe(
    "Done.\n\nA transaction is open: nothing of it holds until COMMIT.",
  );
  await sql("UPDATE books SET shelf = 2 WHERE id = 2");
  expect(await sql("COMMIT")).toBe("Done.");
  expect((await finish(session)).verdict.reward).toBe(1);
});

test("a transaction that was not committed never happened", async () => {
  const { session, sql } = await openTask(moveTask);
  await using _ = session;
  await sql("BEGIN; UPDATE books SET shelf = 2 WHERE id = 2");
  expect((await finish(session)).verdict).toMatchObject({ reward: 0, scores: { moved: 0 } });
});

test("the agent is told in its task's language how to answer", async () => {
  for (const [language, mark] of [
    ["en", '"Answer:"'],
    ["zh-CN", "答案："],
  ] as const) {
    const { session } = await openTask({ ...moveTask, language });
    await using _ = session;
    expect(session.episode?.start.instructions).toContain(mark);
  }
});
