import {
  type JsonObject,
  type ScriptTurn,
  scriptTurns,
  type TaskScripts,
  type TypedTask,
} from "@agent-gym/core";

import type { AnswerCheck } from "./checks/check.ts";
import { quoteName } from "./database/quote-name.ts";
import type { Attempt, SqlTask } from "./task/sql-task.ts";
import { tryTask } from "./task/try-task.ts";

/** The reference solution, and ways to score without solving that fit the task. */
export function sqlScripts(task: TypedTask<SqlTask>): TaskScripts {
  const { solution, wrong = {} } = task.input;
  const cheats: Record<string, Attempt> = Object.fromEntries(
    Object.entries(wrong).map(([name, attempt]) => [`wrong-${name}`, attempt]),
  );
  if (solution !== undefined) Object.assign(cheats, generatedCheats(task.input, solution));
  return {
    ...(solution === undefined ? {} : { solution: scriptTurns(turns(task, solution)) }),
    cheats: Object.fromEntries(
      Object.entries(cheats).map(([name, cheat]) => [name, scriptTurns(turns(task, cheat))]),
    ),
  };
}

function turns({ language }: TypedTask<SqlTask>, { sql, answer }: Attempt): readonly ScriptTurn[] {
  const chinese = language?.startsWith("zh") === true;
  const done = chinese ? "已完成。" : "Done.";
  const mark = chinese ? "答案：" : "Answer: ";
  return [
    ...sql.map((one) => ({ name: "run_sql", arguments: { sql: one } satisfies JsonObject })),
    answer === undefined ? done : `${done}\n${mark}${answer}`,
  ];
}

/** By name: claims without work, wrong and hedged answers, too much work, work that is undone. */
function generatedCheats(task: SqlTask, solution: Attempt): Readonly<Record<string, Attempt>> {
  const { before, goals } = tryTask(task);
  const { sql } = solution;
  const answer = task.checks.find((check) => check.kind === "answer");
  const changes = task.checks.some(({ kind }, index) => kind !== "answer" && goals.has(index));
  const tables = before.relations.filter(({ kind }) => kind === "table");
  const deletions = tables.map(({ name }) => `DELETE FROM ${quoteName(name)}`);
  const cheats: Record<string, Attempt> = {
    // Twice, so that the rows that others refer to go as well.
    "delete-everything": { ...solution, sql: [...sql, ...deletions, ...deletions] },
    "one-row-too-many": {
      ...solution,
      sql: [
        ...sql,
        ...tables.map(({ name }) => {
          const table = quoteName(name);
          return `DELETE FROM ${table} WHERE rowid = (SELECT max(rowid) FROM ${table})`;
        }),
      ],
    },
  };
  if (changes) {
    cheats["claim"] = { ...solution, sql: [] };
    if (!/\b(?:begin|commit|end|rollback|savepoint)\b/iu.test(sql.join(";"))) {
      cheats["rolled-back"] = { ...solution, sql: ["BEGIN", ...sql, "ROLLBACK"] };
      cheats["uncommitted"] = { ...solution, sql: ["BEGIN", ...sql] };
    }
  }
  if (answer !== undefined) {
    cheats["no-answer"] = { sql };
    const [wrong, hedged] = wrongAnswers(answer);
    cheats["wrong-answer"] = { sql, answer: wrong };
    cheats["hedged-answer"] = { sql, answer: hedged };
  }
  return cheats;
}

function wrongAnswers({
  number,
  tolerance,
  text,
  list = [],
}: AnswerCheck): readonly [wrong: string, hedged: string] {
  if (number !== undefined) {
    const wrong = number + 2 * tolerance + 1;
    return [`${wrong}`, `${number} or ${wrong}`];
  }
  if (text !== undefined) {
    const [right = ""] = [text].flat();
    return [`not ${right}`, `${right} or something else`];
  }
  return [list.slice(1).join(", ") || "none", [...list, "something else"].join(", ")];
}
