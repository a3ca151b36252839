import { toolsText } from "./native-messages.ts";
import type { RowFormat } from "./row-format.ts";
import { readPromptCompletion } from "./text-messages.ts";
import { trlAnswer } from "./trl-messages.ts";

/** TRL's format of answers that are good or bad on their own: prompt, completion and a label. */
export const trlKtoFormat: RowFormat<"label"> = {
  name: "trl-kto",
  description: "TRL's labelled answers: the turns at which attempts part, good or bad",
  takes: "label",
  dialect: "openai-tools",
  masksTurns: true,
  file: "jsonl",
  write: ({ row, prompt, completion, label }, choice) => {
    const answered = trlAnswer(prompt, completion, { row, choice });
    if (!answered.ok) return answered;
    return {
      ok: true,
      value: {
        prompt: answered.prompt,
        completion: answered.answer,
        label,
        tools: toolsText(prompt),
      },
    };
  },
  read: (value) => [readPromptCompletion(value)],
  usage: () => "Load it with `datasets` and give it to `KTOTrainer`.",
};
