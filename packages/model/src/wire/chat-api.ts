import { AnswerBuilder } from "./answer-builder.ts";
import type { WireApi } from "./wire-api.ts";
import { toWireBody } from "./wire-body.ts";

/** Chat completions: what every compatible server speaks. */
export const chatApi: WireApi = {
  path: "/chat/completions",
  expects: 'a message in "choices": is it a chat-completion endpoint?',
  toBody: toWireBody,
  assemble: () => new AnswerBuilder(),
  withError: (body) => body,
};
