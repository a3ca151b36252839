import {
  defineDialect,
  neutralise,
  parseMessage,
  toolCallingAgent,
  writeJson,
} from "@agent-gym/agents";
import { type AgentDefinition, contentText } from "@agent-gym/core";

const plain = defineDialect({
  name: "plain",
  nativeTools: false,
  system: ({ tools, instructions = "" }, systemPrompt) =>
    [systemPrompt, instructions, ...tools.map(({ name }) => `You have ${name}.`)].join("\n"),
  assistant: ({ text, calls }) => ({
    role: "assistant",
    content: [
      neutralise(text),
      ...calls.map((call) => `[TOOL_CALLS]${call.name}${writeJson(call.arguments)}`),
    ].join("\n"),
  }),
  observation: ({ results = [], message = "" }) => [
    {
      role: "user",
      content: [...results.map((result) => result.content), message]
        .map((content) => neutralise(contentText(content)))
        .join("\n"),
    },
  ],
  parse: (result, context) => parseMessage(result, context, "text"),
});

/** `agent-gym eval cmd --agent ./plain-dialect.ts` */
export const agent: AgentDefinition = toolCallingAgent({
  dialect: plain,
  systemPrompt: "You solve tasks.",
});
