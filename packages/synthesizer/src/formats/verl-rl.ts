import { canonicalJson } from "@agent-gym/core";

import { studentSettings } from "../render/student-settings.ts";
import { nativeMessages } from "./native-messages.ts";
import type { RowFormat } from "./row-format.ts";
import { objects } from "./text-messages.ts";
import { trlMessage } from "./trl-messages.ts";

/**
 * For verl's reinforcement learning: a task's question as `prompt`, and in `reward_model` all that a
 * reward function needs to have the answer judged: the environment, and the task as JSON text.
 */
export const verlRlFormat: RowFormat<"prompt"> = {
  name: "verl-rl",
  description: "Parquet of prompts and tasks for verl's reinforcement learning",
  takes: "prompt",
  dialect: "openai-tools",
  masksTurns: true,
  file: "parquet",
  columns: [
    { name: "data_source", type: "string" },
    { name: "prompt", type: "messages" },
    { name: "ability", type: "string" },
    {
      name: "reward_model",
      type: "object",
      members: [
        { name: "style", type: "string" },
        { name: "ground_truth", type: "string" },
      ],
    },
    {
      name: "extra_info",
      type: "object",
      members: [
        { name: "split", type: "string" },
        { name: "index", type: "integer" },
        { name: "task", type: "string" },
        { name: "digest", type: "string" },
        { name: "need_tools_kwargs", type: "boolean" },
      ],
    },
  ],
  write: ({ row, task, index, split }, choice) => {
    const { environment } = row.provenance;
    const settings = studentSettings(row, "openai-tools", choice);
    const asked = { ...row.transcript, turns: row.transcript.turns.slice(0, 1) };
    const native = nativeMessages(asked, settings);
    if (!native.ok) return native;
    return {
      ok: true,
      value: {
        data_source: `agent-gym/${environment.name}`,
        prompt: native.messages.map((message) => trlMessage(message)),
        ability: environment.name,
        reward_model: {
          style: "rule",
          ground_truth: canonicalJson({
            environment: environment.name,
            version: environment.version,
            task: task.data ?? null,
          }),
        },
        extra_info: {
          split,
          index,
          task: task.id,
          digest: task.digest,
          need_tools_kwargs: false,
        },
      },
    };
  },
  read: (value) => {
    const messages = objects(value["prompt"]);
    return [{ messages, trained: messages.map(() => false) }];
  },
  usage: () =>
    "Set `data.train_files` to it. Your reward function gets `reward_model.ground_truth`: the environment's " +
    "name and version and the task, as JSON text. Tools come from verl's own tool configuration.",
};
