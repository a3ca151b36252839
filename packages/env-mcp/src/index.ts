export type { McpEnvironmentSpecification } from "./define-mcp-environment.ts";
export { defineMcpEnvironment } from "./define-mcp-environment.ts";
export type { McpCall, McpEvidence } from "./mcp-evidence.ts";
export type { McpServer, RemoteServer, SandboxedServer, TrustedServer } from "./mcp-server.ts";
