import type { SystemPrompt } from "./system-prompt.ts";

export const nativeToolsChinese: SystemPrompt = {
  version: "native-tools.zh.1",
  text: `你通过调用工具，一步一步地完成任务。修改之前先查看现状，回答之前先检查结果。调用失败时，读懂提示，换一种办法。如果已经没有要做的事，就直接回答，不再调用工具。`,
};
