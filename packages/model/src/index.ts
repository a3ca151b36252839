export type {
  ChatModelOptions,
  ChatTimeouts,
  ReplayReasoning,
  TokenPrice,
} from "./chat-model-options.ts";
export { defaultChatTimeouts } from "./chat-model-options.ts";
export { createChatModel } from "./create-chat-model.ts";
export type { EndpointProbe } from "./endpoint/probe-endpoint.ts";
export { probeEndpoint } from "./endpoint/probe-endpoint.ts";
