import type { JsonObject } from "@agent-gym/core";

import { openConversation } from "../render/open-conversation.ts";
import { functionTool, type NativeMessage, nativeMessages } from "./native-messages.ts";
import type { RowFormat, TemplateInput } from "./row-format.ts";
import { objects } from "./text-messages.ts";

/** The version of the Agent Trajectory Interchange Format that is written. */
const version = "ATIF-v1.7";

/**
 * ATIF, the interchange format of trajectories: steps of system, user and agent, with the results of
 * a step's calls in the step itself. One trajectory per line.
 */
export const atifFormat: RowFormat<"conversation"> = {
  name: "atif",
  description: `${version} trajectories, for tools that read the interchange format`,
  takes: "conversation",
  dialect: "openai-tools",
  masksTurns: true,
  file: "jsonl",
  write: (example, choice) => {
    const opened = openConversation(example, atifFormat, choice);
    if (!opened.ok) return opened;
    const native = nativeMessages(opened.transcript, opened.settings);
    if (!native.ok) return native;
    const { provenance, id } = example.row;
    const { teacher, usage, verdict } = provenance;
    const model = teacher.models[0];
    const { tools } = opened.transcript;
    return {
      ok: true,
      value: {
        schema_version: version,
        session_id: provenance.run,
        trajectory_id: example.turn === undefined ? id : `${id}/${example.turn + 1}`,
        agent: {
          name: teacher.agent,
          version: provenance.environment.version,
          ...(model === undefined ? {} : { model_name: model }),
          ...(tools.length === 0 ? {} : { tool_definitions: tools.map(functionTool) }),
        },
        steps: atifSteps(native.messages, { trained: opened.trained, model }),
        final_metrics: {
          total_prompt_tokens: usage.inputTokens,
          total_completion_tokens: usage.outputTokens,
          ...(usage.cost === null ? {} : { total_cost_usd: usage.cost }),
        },
        extra: {
          reward: verdict.reward,
          task: provenance.task,
          task_digest: provenance.digest,
          attempt: provenance.attempt,
          environment: provenance.environment.name,
        },
      },
    };
  },
  read,
  usage: () => "One trajectory per line, for any reader of ATIF.",
};

function atifSteps(
  messages: readonly NativeMessage[],
  options: { readonly trained: readonly boolean[]; readonly model: string | undefined },
): readonly JsonObject[] {
  const steps: JsonObject[] = [];
  const results = new Map<string, string>();
  for (const message of messages) {
    if (message.role === "tool") results.set(message.callId, message.content);
  }
  for (const message of messages) {
    if (message.role === "tool") continue;
    const step = { step_id: steps.length + 1 };
    if (message.role !== "assistant") {
      steps.push({ ...step, source: message.role, message: message.content });
      continue;
    }
    const { reasoning, content, calls, action } = message;
    const answered = calls.filter(({ id }) => results.has(id));
    steps.push({
      ...step,
      source: "agent",
      message: content,
      ...(reasoning === undefined || reasoning === "" ? {} : { reasoning_content: reasoning }),
      ...(options.model === undefined ? {} : { model_name: options.model }),
      ...(calls.length === 0
        ? {}
        : {
            tool_calls: calls.map(({ id, name, arguments: values }) => ({
              tool_call_id: id,
              function_name: name,
              arguments: values,
            })),
          }),
      ...(answered.length === 0
        ? {}
        : {
            observation: {
              results: answered.map(({ id }) => ({
                source_call_id: id,
                content: results.get(id) ?? "",
              })),
            },
          }),
      ...(options.trained[action] === true ? {} : { extra: { loss: 0 } }),
    });
  }
  return steps;
}

/** Steps as messages, each with the results of its calls behind it. */
function read(value: JsonObject): readonly TemplateInput[] {
  const messages: JsonObject[] = [];
  const trained: boolean[] = [];
  for (const step of objects(value["steps"])) {
    const { source, message = "", reasoning_content: reasoning } = step;
    if (source !== "agent") {
      messages.push({ role: source ?? "user", content: message });
      trained.push(false);
      continue;
    }
    const calls = objects(step["tool_calls"] ?? []);
    messages.push({
      role: "assistant",
      content: message,
      ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
      ...(calls.length === 0
        ? {}
        : {
            tool_calls: calls.map((call) => ({
              id: call["tool_call_id"] ?? "",
              type: "function",
              function: { name: call["function_name"] ?? "", arguments: call["arguments"] ?? {} },
            })),
          }),
    });
    trained.push((step["extra"] as JsonObject | undefined)?.["loss"] !== 0);
    const observation = step["observation"] as JsonObject | undefined;
    for (const result of objects(observation?.["results"] ?? [])) {
      messages.push({
        role: "tool",
        tool_call_id: result["source_call_id"] ?? "",
        content: result["content"] ?? "",
      });
      trained.push(false);
    }
  }
  const tools = (value["agent"] as JsonObject)["tool_definitions"];
  return [{ messages, ...(tools === undefined ? {} : { tools: objects(tools) }), trained }];
}
