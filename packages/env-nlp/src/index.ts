export { createNlpEnvironment } from "./create-nlp-environment.ts";
export type { NlpEnvironmentSpecification } from "./create-nlp-environment.ts";
export { nlpEnvironment, nlpEnvironment as environment } from "./nlp-environment.ts";
export type { NlpEvidence } from "./nlp-evidence.ts";
export type { NlpOptions, RoleOptions } from "./nlp-options.ts";

export type { Compiled, NlpTask, Rubric, SolutionTurn, Stage, WorldData } from "./task/nlp-task.ts";
export { nlpTaskSchema } from "./task/nlp-task.ts";
export type {
  CallCheck,
  Check,
  Count,
  ItemBasics,
  JudgedCheck,
  RubricItem,
  SaidCheck,
  StateCheck,
  ToldCheck,
  UnchangedCheck,
} from "./task/check.ts";
export type { ToolBehaviour, ToolEntry } from "./task/tool-fields.ts";
export type { Disclosure, Fact, User, UserAct, UserRule, UserScript } from "./task/user-fields.ts";
export type { Inclusion, PlainStep, ProgramStep, Refusal } from "./program/tool-program.ts";

export type { RoleName } from "./roles/role.ts";
export type { RecordedFault } from "./roles/role-fault.ts";
export type { CodeTool } from "./tools/code-tool.ts";
export { ToolRefusal } from "./tools/tool-refusal.ts";
export type { Operation } from "./world/operation.ts";
export type { Row, Table } from "./world/table.ts";
export type { Where } from "./world/where.ts";
export type { Tables } from "./world/world-state.ts";
export type { WorldTransaction } from "./world/world-transaction.ts";

export { compileTask } from "./compile/compile-task.ts";
export type { CompiledTask, CompileOptions } from "./compile/compile-task.ts";
export { compileTaskFile } from "./compile/compile-task-file.ts";
export type { CompiledFile } from "./compile/compile-task-file.ts";
export type { TaskPart } from "./compile/missing-parts.ts";
