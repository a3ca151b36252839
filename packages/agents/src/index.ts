export type { AgentFactory } from "./agent/built-in-agents.ts";
export {
  builtInAgents,
  DeepSeekAgent,
  HermesAgent,
  MirauAgent,
  ToolCallingAgent,
} from "./agent/built-in-agents.ts";
export type { BuiltInDialect, DialectName } from "./agent/built-in-dialects.ts";
export { builtInDialects } from "./agent/built-in-dialects.ts";
export type { AgentOptions, ToolCallingAgentOptions } from "./agent/tool-calling-agent.ts";
export { toolCallingAgent } from "./agent/tool-calling-agent.ts";

export { deepseek } from "./dialect/deepseek.ts";
export type { DialectSpelling } from "./dialect/define-dialect.ts";
export { defineDialect } from "./dialect/define-dialect.ts";
export { hermes } from "./dialect/hermes.ts";
export { mirau } from "./dialect/mirau.ts";
export { openaiTools } from "./dialect/openai-tools.ts";
export { parseMessage } from "./dialect/parse-message.ts";
export { writeJson } from "./dialect/write-json.ts";

export type { ReadMalformedCall, ReadToolCall } from "./parser/call-collector.ts";
export { maximumCalls } from "./parser/call-collector.ts";
export type { ParseFlag } from "./parser/parse-flag.ts";
export type { ParsedText, ParseTextOptions } from "./parser/parse-text.ts";
export { parseText } from "./parser/parse-text.ts";
export { maximumDepth } from "./parser/scan-json.ts";
export { neutralise, neutraliseJson } from "./parser/structural-marker.ts";

export type { SystemPrompt, SystemPrompts } from "./prompts/system-prompt.ts";

export type { EpisodeTool } from "./loop/episode-tools.ts";
export { episodeTools, sayText } from "./loop/episode-tools.ts";
export type {
  RecordingEndpoint,
  RecordingEndpointOptions,
} from "./loop/open-recording-endpoint.ts";
export { openRecordingEndpoint } from "./loop/open-recording-endpoint.ts";
