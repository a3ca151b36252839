import {
  AgentGymError,
  type AnyTool,
  defineTool,
  type Start,
  StaticEnvironment,
  type ToolReply,
  type TypedTask,
} from "@agent-gym/core";
import { z } from "zod";

import { databaseLimits } from "./database/database-limits.ts";
import { quoteName } from "./database/quote-name.ts";
import type { DatabaseContent } from "./database/relation.ts";
import { SqlDatabase, ThreadEndedError } from "./database/sql-database.ts";
import { valueText } from "./database/value-text.ts";
import type { RunResult } from "./database/worker/protocol.ts";
import { instructions } from "./instructions.ts";
import { showResult } from "./show-result.ts";
import type { SqlEvidence } from "./sql-evidence.ts";
import type { SqlOptions } from "./sql-options.ts";
import type { SqlTask } from "./task/sql-task.ts";

/** How long the task's SQL may take, and how long reading a database may, in milliseconds. */
const ownMs = 10_000;
/** How much of one text or blob an agent sees, in bytes. */
const shownBytes = 2000;

/** A database of its own for one episode, in a thread of its own. */
export class SqlEnvironment extends StaticEnvironment<SqlTask, SqlEvidence> {
  readonly #options: SqlOptions;
  readonly #database = new SqlDatabase();
  #before: DatabaseContent | undefined;

  constructor(task: TypedTask<SqlTask>, options: SqlOptions) {
    super(task);
    this.#options = options;
  }

  protected override readonly tools: readonly AnyTool<this>[] = [
    defineTool({
      name: "list_tables",
      description: "Lists the tables and views, and how many rows each table has.",
      input: z.strictObject({}),
      run: async (_, { signal }) => await this.#answer(this.#listTables(signal)),
    }),
    defineTool({
      name: "describe_table",
      description: "Shows the SQL that made a table or view, its indexes and its triggers.",
      input: z.strictObject({
        table: z.string().min(1).max(1000).describe("Its name."),
      }),
      run: async ({ table }, { signal }) => await this.#answer(this.#describeTable(table, signal)),
    }),
    defineTool({
      name: "run_sql",
      description:
        "Runs SQL: one or several statements, parted by semicolons, up to the first that fails. Shows the rows of queries, and how many rows were changed.",
      input: z.strictObject({
        sql: z.string().min(1).max(databaseLimits.sqlCharacters).describe("SQL of SQLite."),
      }),
      run: async ({ sql }, { signal }) => await this.#answer(this.#runSql(sql, signal)),
    }),
  ];

  protected override prompt(): string {
    return this.task.input.query;
  }

  protected override instructions(): string {
    return instructions(this.task.language);
  }

  override async reset(options: { seed: number; signal: AbortSignal }): Promise<Start> {
    const { signal } = options;
    const { error } = await this.#database.run(this.task.input.database, {
      milliseconds: ownMs,
      rows: 0,
      bytes: 0,
      characters: 0,
      form: "values",
      signal,
    });
    if (error !== undefined) {
      const message = `The database of task "${this.task.id}" can't be made: ${error.message}`;
      throw new AgentGymError({ code: "task-database", message, boundary: "environment" });
    }
    this.#before = await this.#database.content(ownMs, signal);
    return await super.reset(options);
  }

  override async evidence({ signal }: { signal: AbortSignal }): Promise<{ data: SqlEvidence }> {
    const before = this.#before;
    if (before === undefined) {
      const message = "There is no evidence of a database that was not made.";
      throw new AgentGymError({ code: "no-database", message, boundary: "environment" });
    }
    try {
      return { data: { before, after: await this.#database.content(ownMs, signal) } };
    } catch (error) {
      // It is the agent's own doing: the database that the task made could be read.
      if (!(error instanceof ThreadEndedError)) throw error;
      return { data: { before, after: null, problem: error.message } };
    }
  }

  override async close(): Promise<void> {
    await this.#database.close();
  }

  /** That its thread had to be ended is an answer, too: the next call gets another. */
  async #answer(work: Promise<string | ToolReply>): Promise<string | ToolReply> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof ThreadEndedError)) throw error;
      return {
        content: `Stopped: ${error.message}. Nothing of this call holds, nor of a transaction that was open.`,
        isError: true,
        info: { error: "thread" },
      };
    }
  }

  async #listTables(signal: AbortSignal): Promise<string> {
    const { relations } = databaseLimits;
    const listed = await this.#run(
      `SELECT type, name FROM main.sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name LIMIT ${relations}`,
      signal,
      relations,
    );
    const lines: string[] = [];
    for (const [type, name] of listed.statements[0]?.rows ?? []) {
      const table = valueText(name);
      // A view may be of any cost.
      if (type === "view") {
        lines.push(`${table} (view)`);
        continue;
      }
      const { statements } = await this.#run(
        `SELECT count(*) FROM main.${quoteName(table)}`,
        signal,
        1,
      );
      const count = valueText(statements[0]?.rows[0]?.[0] ?? "?");
      lines.push(`${table} (${count} ${count === "1" ? "row" : "rows"})`);
    }
    return lines.length === 0 ? "There are no tables." : lines.join("\n");
  }

  async #describeTable(table: string, signal: AbortSignal): Promise<ToolReply> {
    const quoted = `'${table.replaceAll("\0", "").replaceAll("'", "''")}'`;
    const { statements } = await this.#run(
      `SELECT sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND (tbl_name = ${quoted} COLLATE NOCASE OR name = ${quoted} COLLATE NOCASE) ORDER BY type IN ('table', 'view') DESC, name`,
      signal,
      databaseLimits.relations,
    );
    const found = (statements[0]?.rows ?? []).map(([sql]) => `${valueText(sql)};`);
    if (found.length > 0) return { content: found.join("\n\n") };
    return { content: `There is no table ${JSON.stringify(table)}.`, isError: true };
  }

  async #runSql(sql: string, signal: AbortSignal): Promise<ToolReply> {
    if (sql.includes("\0")) {
      return { content: "SQL ends at a NUL character; this one has some in it.", isError: true };
    }
    const result = await this.#run(sql, signal, this.#options.shownRows);
    return {
      content: showResult(result),
      ...(result.error === undefined ? {} : { isError: true, info: { error: result.error.code } }),
    };
  }

  async #run(sql: string, signal: AbortSignal, rows: number): Promise<RunResult> {
    const { callSeconds, shownCharacters } = this.#options;
    return await this.#database.run(sql, {
      milliseconds: callSeconds * 1000,
      rows,
      bytes: Math.min(shownBytes, shownCharacters),
      characters: shownCharacters,
      form: "texts",
      signal,
    });
  }
}
