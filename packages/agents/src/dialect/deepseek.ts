import { contentText, type Dialect } from "@agent-gym/core";

import { neutralise } from "../parser/structural-marker.ts";
import { defineDialect } from "./define-dialect.ts";
import { nativeMessage, nativeObservation } from "./native-messages.ts";
import { parseMessage } from "./parse-message.ts";
import { systemText } from "./system-text.ts";

/**
 * The dialect of DeepSeek's API: native tools, and on every assistant turn its thought, `""` where it
 * has none. In thinking mode the API refuses a request whose turns with calls lack it.
 */
export const deepseek: Dialect = defineDialect({
  name: "deepseek",
  nativeTools: true,
  system: (transcript, systemPrompt) => systemText(systemPrompt, transcript),
  assistant: nativeMessage,
  observation: (observation) =>
    nativeObservation(observation, (content) => neutralise(contentText(content))),
  parse: (result, context) => parseMessage(result, context, "native"),
});
