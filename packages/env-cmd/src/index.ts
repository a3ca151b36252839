export { cmdEnvironment, cmdEnvironment as environment } from "./cmd-environment.ts";
export type { CmdOptions } from "./cmd-options.ts";
export type { CmdEvidence } from "./evidence/cmd-evidence.ts";
export type {
  Check,
  CommandCheck,
  Comparison,
  DirectoryEqualsCheck,
  FileContainsCheck,
  FileEqualsCheck,
  FileLacksCheck,
  FileMatchesCheck,
  JsonEqualsCheck,
  LinkEqualsCheck,
  ModeCheck,
  NumberEqualsCheck,
  PathAbsentCheck,
  PathExistsCheck,
  Sha256Check,
  UnchangedCheck,
} from "./task/check.ts";
export type { CmdTask } from "./task/cmd-task.ts";
export { cmdTaskSchema } from "./task/cmd-task.ts";
export type { TaskFile, TaskFiles } from "./task/task-files.ts";
export type { CheckResult } from "./verify/check-result.ts";
