export { sqlEnvironment as environment, sqlEnvironment } from "./environment.ts";
export { sampleTasks } from "./samples/sample-tasks.ts";
export type {
  AnswerCheck,
  Check,
  Exception,
  QueryCheck,
  RowsCheck,
  UnchangedCheck,
} from "./checks/check.ts";
export type { SqlRow, SqlValue } from "./database/sql-value.ts";
export type { DatabaseContent, Relation } from "./database/relation.ts";
export type { SqlEvidence } from "./sql-evidence.ts";
export type { SqlOptions } from "./sql-options.ts";
export type { Attempt, SqlTask } from "./task/sql-task.ts";
