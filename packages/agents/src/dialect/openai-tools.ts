import type { Content, Dialect } from "@agent-gym/core";

import { neutralise } from "../parser/structural-marker.ts";
import { defineDialect } from "./define-dialect.ts";
import { nativeMessage, nativeObservation } from "./native-messages.ts";
import { parseMessage } from "./parse-message.ts";
import { systemText } from "./system-text.ts";

/**
 * Native tool calls over any OpenAI-compatible endpoint: the server's chat template knows how its
 * model wants tools. Thoughts stand on the turns that have any; images stay images.
 */
export const openaiTools: Dialect = defineDialect({
  name: "openai-tools",
  nativeTools: true,
  system: (transcript, systemPrompt) => systemText(systemPrompt, transcript),
  assistant: (action, options) => {
    const { reasoning, ...message } = nativeMessage(action, options);
    if (reasoning === "") return message;
    const { role, content, ...calls } = message;
    return { role, content, reasoning, ...calls };
  },
  observation: (observation) => nativeObservation(observation, neutraliseContent),
  parse: (result, context) => parseMessage(result, context, "native"),
});

function neutraliseContent(content: Content): Content {
  if (typeof content === "string") return neutralise(content);
  return content.map((part) =>
    part.type === "text" ? { type: "text", text: neutralise(part.text) } : part,
  );
}
