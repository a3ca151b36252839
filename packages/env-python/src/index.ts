export { pythonEnvironment, pythonEnvironment as environment } from "./python-environment.ts";
export type { PythonEvidence } from "./evidence/python-evidence.ts";
export type { PythonOptions } from "./python-options.ts";
export type { AnswerType, PythonTask, Tolerance } from "./task/python-task.ts";
export { pythonTaskSchema } from "./task/python-task.ts";
export type { TaskFile, TaskFiles } from "./task/task-files.ts";
