import { InvalidTaskError, type JsonObject } from "@agent-gym/core";
import { expect, test } from "vitest";

import { environment } from "../src/index.ts";
import { moveTask, taskOf } from "./play-episode.ts";

const guard: JsonObject = { kind: "unchanged" };
const goal: JsonObject = { kind: "answer", number: 1 };

test.for<[string, JsonObject, RegExp]>([
  [
    "whose database can't be made",
    { database: "CREATE TABLE (" },
    /database: near "\(": syntax error/,
  ],
  ["whose database is empty", { database: "-- nothing" }, /database: it has no tables/],
  [
    "whose database is left in a transaction",
    { database: "BEGIN; CREATE TABLE t (x)" },
    /transaction/,
  ],
  [
    "whose database never ends",
    {
      database:
        "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n",
    },
    /database: Stopped after/,
  ],
  [
    "whose database is too large to be judged",
    {
      database:
        "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT i FROM n",
    },
    /database: there is too much/,
  ],
  ["that holds at the start", { checks: [guard] }, /all of them hold at the start/],
  [
    "whose check is no query",
    { checks: [goal, { kind: "query", sql: "DELETE FROM books", rows: [] }] },
    /checks\.1\.sql: it is not one query/,
  ],
  [
    "whose check can't be run",
    { checks: [goal, { kind: "query", sql: "SELECT colour FROM books", rows: [] }] },
    /checks\.1\.sql: no such column: colour/,
  ],
  [
    "whose check names a column that is not there",
    { checks: [goal, { kind: "rows", table: "books", where: { colour: 1 } }] },
    /checks\.1\.where: books has no column colour/,
  ],
  [
    "that excepts a column that is not there",
    { checks: [goal, { ...guard, except: [{ table: "books", columns: ["colour"] }] }] },
    /checks\.1\.except\.0: books has no column colour/,
  ],
  [
    "whose solution can't be run",
    { solution: { sql: ["SELECT 1", "SELEKT"] } },
    /solution\.sql\.1: near "SELEKT"/,
  ],
  [
    "whose solution attaches",
    { solution: { sql: ["ATTACH 'x' AS y"] } },
    /solution\.sql\.0: Other databases/,
  ],
  [
    "whose wrong attempt can't be run",
    { wrong: { other: { sql: ["SELEKT"] } } },
    /wrong\.other\.sql\.0/,
  ],
  ["with a misspelt field", { check: [] }, /check/],
])("a task %s is refused", { timeout: 60_000 }, async ([, fields, problem]) => {
  const task = await taskOf({ ...moveTask, ...fields });
  const check = (): void => environment.check(task);
  expect(check).toThrow(InvalidTaskError);
  expect(check).toThrow(problem);
});

test("a check may be about a table that the agent is to make", async () => {
  const made = { kind: "query", sql: "SELECT * FROM dear", rows: [[1]] };
  const task = await taskOf({
    ...moveTask,
    checks: [made, { ...guard, except: [{ table: "dear" }] }],
    solution: { sql: ["CREATE VIEW dear AS SELECT 1 AS one"] },
  });
  expect(() => environment.check(task)).not.toThrow();
});
