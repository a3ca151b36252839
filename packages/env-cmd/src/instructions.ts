import type { SpokenLanguage } from "./task/task-language.ts";

/** What an agent should know of its place before it is asked anything. */
export const instructions: Readonly<Record<SpokenLanguage, string>> = {
  en: `You work in a Linux workspace through tools. Commands run in bash, start in the workspace and can't ask for input; there is no network. The current directory and exported variables last from one command to the next. Only what is in the workspace at the end counts. When you are done, answer without calling a tool.`,
  zh: `你通过工具在一个 Linux 工作目录中操作。命令由 bash 执行，从工作目录开始，不能等待输入，也没有网络。当前目录和导出的环境变量会保留到下一条命令。最终只看工作目录中的内容。完成后请直接回答，不再调用工具。`,
};
