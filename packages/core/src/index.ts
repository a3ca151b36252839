/// <reference lib="esnext.disposable" preserve="true" />

export type { Json, JsonObject } from "./json/json.ts";
export { isJsonObject } from "./json/json.ts";
export { canonicalJson } from "./json/canonical-json.ts";
export { digestBytes, digestJson } from "./json/digest.ts";

export type { Schema, SchemaOutput } from "./schema/schema.ts";
export type { Validation } from "./schema/validate.ts";
export { toJsonSchema, validate } from "./schema/validate.ts";
export { fromJsonSchema, jsonSchemaProblems } from "./schema/from-json-schema.ts";

export type { AgentGymErrorOptions } from "./errors/agent-gym-error.ts";
export { AgentGymError } from "./errors/agent-gym-error.ts";
export { EpisodeOverError } from "./errors/episode-over-error.ts";
export { InvalidTaskError } from "./errors/invalid-task-error.ts";
export type { ProviderErrorCode } from "./errors/provider-error.ts";
export { ProviderError } from "./errors/provider-error.ts";
export { SandboxError } from "./errors/sandbox-error.ts";
export { UsageError } from "./errors/usage-error.ts";
export { VerifierError } from "./errors/verifier-error.ts";

export type { Task, TypedTask } from "./task/task.ts";
export { createTasks, wellKnownTaskFields } from "./task/create-tasks.ts";
export { parseTaskFile } from "./task/parse-task-file.ts";

export type { Content, ContentPart } from "./action/content.ts";
export { contentText } from "./action/content.ts";
export type { Action, MalformedCall, ToolCall, TurnTokens } from "./action/action.ts";
export { callAction, textAction } from "./action/action.ts";
export type { Observation, ToolResult } from "./action/observation.ts";
export type { Transcript, Turn } from "./action/transcript.ts";
export { finalAnswer } from "./action/final-answer.ts";

export type { AnyTool, ToolDefinition, ToolReply, ToolSpec } from "./tool/tool.ts";
export { defineTool, reservedToolNames, toolNameProblem, toolSpec } from "./tool/define-tool.ts";
export type { ToolRun } from "./tool/run-tool-calls.ts";
export { runToolCalls } from "./tool/run-tool-calls.ts";

export type { AssistantMessage, ChatMessage } from "./model/chat-message.ts";
export type {
  CallScope,
  ChatModel,
  ChatOptions,
  ChatRequest,
  ChatResult,
  ChatRetry,
  FinishReason,
} from "./model/chat-model.ts";
export type { Usage } from "./model/usage.ts";
export { addUsage, noUsage } from "./model/usage.ts";
export type { Dialect, Rendered, RenderSettings } from "./dialect/dialect.ts";

export type { FileEntry, FileTree } from "./sandbox/file-tree.ts";
export type {
  Capability,
  CollectOptions,
  Collection,
  ExecOptions,
  ExecResult,
  Interpreter,
  Probe,
  Sandbox,
  SandboxFiles,
  SandboxLimits,
  SandboxProcess,
  SandboxProvider,
  SandboxSpec,
} from "./sandbox/sandbox.ts";
export { wrapSandbox } from "./sandbox/wrap-sandbox.ts";

export type { Boundary, Ending, Limit } from "./environment/ending.ts";
export type { Environment, Start, Transition } from "./environment/environment.ts";
export type {
  EnvironmentDefinition,
  EpisodeContext,
  GradeInput,
  Needs,
  RewardRange,
  Script,
  TaskQuery,
  TaskScripts,
} from "./environment/environment-definition.ts";
export type { EnvironmentSpecification } from "./environment/define-environment.ts";
export { defineEnvironment } from "./environment/define-environment.ts";
export type { ToolEnvironmentSpecification } from "./environment/define-tool-environment.ts";
export { defineToolEnvironment } from "./environment/define-tool-environment.ts";
export type { Evidence } from "./environment/evidence.ts";
export { InteractiveEnvironment } from "./environment/interactive-environment.ts";
export type { ScriptCall, ScriptTurn } from "./environment/script-turns.ts";
export { scriptTurns } from "./environment/script-turns.ts";
export { StaticEnvironment } from "./environment/static-environment.ts";
export type { UserModel, UserTurn } from "./environment/user-model.ts";
export type { Scores, Verdict } from "./environment/verdict.ts";

export type { Agent, AgentDefinition, Episode } from "./agent/agent.ts";
export type { LoopAgentSpecification, TurnAgentSpecification } from "./agent/define-agent.ts";
export { defineAgent } from "./agent/define-agent.ts";
export { nopAgent, oracleAgent, scriptAgent } from "./agent/scripted-agents.ts";

export type {
  EpisodeKey,
  PromptReference,
  RecordedAction,
  RecordedEvent,
  RecordedFile,
  TrajectoryEvent,
} from "./trajectory/trajectory-event.ts";
export { trajectoryFormat } from "./trajectory/trajectory-event.ts";
export { foldTranscript } from "./trajectory/fold-transcript.ts";

export type { EpisodeLimits, EpisodeTimeouts } from "./session/episode-limits.ts";
export { defaultEpisodeTimeouts } from "./session/episode-limits.ts";
export type { RecordGrading, RecordVerdict } from "./session/grade-record.ts";
export { gradeRecord } from "./session/grade-record.ts";
export { openSession } from "./session/open-session.ts";
export { DeadlineError, runWithDeadline } from "./session/run-with-deadline.ts";
export type { StoreFile } from "./session/record-evidence.ts";
export type { EpisodeOutcome, Session, SessionOptions } from "./session/session.ts";
export { recordedEventSchema } from "./trajectory/trajectory-event-schema.ts";
export { actionSchema } from "./action/action-schema.ts";
export { observationSchema } from "./action/observation-schema.ts";
export { taskFileSchema } from "./task/task-file-schema.ts";
