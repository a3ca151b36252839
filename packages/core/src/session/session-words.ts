import type { ToolSpec } from "../tool/tool.ts";

/** What a session itself says to an agent. */
export interface SessionWords {
  readonly unknownTool: (name: string, tools: readonly ToolSpec[]) => string;
  readonly invalidArguments: (name: string, problems: readonly string[]) => string;
  readonly malformed: (problem: string) => string;
  readonly cutOff: string;
}

const english: SessionWords = {
  unknownTool: (name, tools) =>
    tools.length === 0
      ? `There is no tool "${name}": this task has no tools.`
      : `There is no tool "${name}". The tools are: ${names(tools)}.`,
  invalidArguments: (name, problems) =>
    `The call of ${name} was not run, its arguments are invalid: ${problems.join("; ")}`,
  malformed: (problem) => `The call could not be read and was not run: ${problem}`,
  cutOff:
    "Your reply was cut off by its length limit and was not used. Answer again, in fewer words.",
};

const chinese: SessionWords = {
  unknownTool: (name, tools) =>
    tools.length === 0
      ? `没有名为“${name}”的工具：本任务不提供工具。`
      : `没有名为“${name}”的工具。可用的工具：${names(tools)}。`,
  invalidArguments: (name, problems) => `对 ${name} 的调用未执行，参数无效：${problems.join("; ")}`,
  malformed: (problem) => `该调用无法解析，未执行：${problem}`,
  cutOff: "你的回复超出长度限制而被截断，未被采用。请用更短的内容重新回答。",
};

/** The words for a task's language: Chinese for `zh…`, else English. */
export function sessionWords(language: string | undefined): SessionWords {
  return language?.toLowerCase().startsWith("zh") === true ? chinese : english;
}

function names(tools: readonly ToolSpec[]): string {
  return tools.map(({ name }) => name).join(", ");
}
