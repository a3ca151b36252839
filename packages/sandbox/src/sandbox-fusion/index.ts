export type {
  CellRunResult,
  CommandRunResult,
  FusionLanguage,
  RunCodeRequest,
  RunCodeResponse,
  RunJupyterRequest,
  RunJupyterResponse,
} from "./fusion-api.ts";
export { fusionLanguages } from "./fusion-api.ts";
export type { SandboxFusionClientOptions } from "./fusion-client.ts";
export { SandboxFusionClient } from "./fusion-client.ts";
export type { SandboxFusionOptions } from "./fusion-provider.ts";
export { createSandboxFusionProvider } from "./fusion-provider.ts";
export type { SandboxFusionServer, SandboxFusionServerOptions } from "./fusion-server.ts";
export { createSandboxFusionServer } from "./fusion-server.ts";
