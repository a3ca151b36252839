import { toolsText } from "./native-messages.ts";
import type { RowFormat, TemplateInput } from "./row-format.ts";
import { objects, readTools } from "./text-messages.ts";
import { trlAnswer } from "./trl-messages.ts";

/**
 * TRL's preference format: a prompt, and one assistant turn each that was chosen and rejected. Never
 * more than one, for every token after the prompt is learned, tools' results included.
 */
export const trlDpoFormat: RowFormat<"preference"> = {
  name: "trl-dpo",
  description: "TRL's preferences: pairs split at the turn where two attempts part",
  takes: "preference",
  dialect: "openai-tools",
  masksTurns: true,
  file: "jsonl",
  write: ({ row, prompt, chosen, rejected }, choice) => {
    const better = trlAnswer(prompt, chosen, { row, choice });
    if (!better.ok) return better;
    const worse = trlAnswer(prompt, rejected, { row, choice });
    if (!worse.ok) return worse;
    return {
      ok: true,
      value: {
        prompt: better.prompt,
        chosen: better.answer,
        rejected: worse.answer,
        tools: toolsText(prompt),
      },
    };
  },
  read: (value) => [answered(value, "chosen"), answered(value, "rejected")],
  usage: () =>
    "Load it with `datasets` and give it to `DPOTrainer`, or to a reward model's trainer.",
};

function answered(
  value: {
    readonly [key: string]: unknown;
  },
  which: "chosen" | "rejected",
): TemplateInput {
  const prompt = objects(value["prompt"]);
  const answer = objects(value[which]);
  const tools = readTools(value as Parameters<typeof readTools>[0]);
  return {
    messages: [...prompt, ...answer],
    ...(tools === undefined ? {} : { tools }),
    trained: [...prompt.map(() => false), ...answer.map(() => true)],
  };
}
