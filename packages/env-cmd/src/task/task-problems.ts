import type { Check } from "./check.ts";
import type { CmdTask } from "./cmd-task.ts";
import type { TaskFiles } from "./task-files.ts";

/** What is wrong with a task that its schema can't say: one line per fault. */
export function taskProblems(task: CmdTask): readonly string[] {
  const problems: string[] = [];
  if (task.checks.length === 0 && task.verify === undefined) {
    problems.push("checks: give at least one check, or a verify script; nothing would judge it");
  }
  problems.push(...fileConflicts(task.files ?? {}, "files"));
  for (const [index, check] of task.checks.entries()) {
    problems.push(...checkProblems(check).map((problem) => `checks.${index}.${problem}`));
  }
  return problems;
}

function checkProblems(check: Check): readonly string[] {
  switch (check.kind) {
    case "file-matches":
      return patternProblem("pattern", check.pattern, check.flags);
    case "number-equals": {
      if (check.pattern === undefined) return [];
      const problem = patternProblem("pattern", check.pattern, "");
      if (problem.length > 0) return problem;
      // An alternative that matches the empty text shows how many groups there are.
      const groups = (new RegExp(`${check.pattern}|`).exec("")?.length ?? 1) - 1;
      return groups > 0 ? [] : ["pattern: needs a group ( ) around the number"];
    }
    case "command": {
      const pattern =
        check.stdoutMatches === undefined
          ? []
          : patternProblem("stdoutMatches", check.stdoutMatches, "");
      return [...pattern, ...fileConflicts(check.files ?? {}, "files")];
    }
    default:
      return [];
  }
}

function patternProblem(field: string, pattern: string, flags: string): readonly string[] {
  try {
    RegExp(pattern, flags);
    return [];
  } catch (error) {
    return [`${field}: ${(error as Error).message}`];
  }
}

function fileConflicts(files: TaskFiles, field: string): readonly string[] {
  return Object.keys(files).flatMap((path) => {
    const parents = path.split("/").slice(0, -1);
    return parents.flatMap((_, index) => {
      const parent = parents.slice(0, index + 1).join("/");
      const entry = files[parent];
      const isDirectory =
        entry === undefined || (typeof entry === "object" && "directory" in entry);
      return isDirectory ? [] : [`${field}: "${parent}" is a file and can't hold "${path}"`];
    });
  });
}
