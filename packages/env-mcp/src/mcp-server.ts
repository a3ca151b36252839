import type { Capability, FileTree } from "@agent-gym/core";

/** A server on stdio that runs in a sandbox; its program must be there, or be among its files. */
export interface SandboxedServer {
  /** The program's name or path in the sandbox; run without a shell. */
  readonly command: string;
  /** Its arguments. Default: none. */
  readonly args?: readonly string[];
  /** Of the sandbox; nothing of the host's is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the workspace, in which the server starts. */
  readonly files?: FileTree;
  /** What the sandbox must be able to do besides `spawn`: `python`, `network`, … */
  readonly requires?: readonly Capability[];
}

/**
 * A server on stdio that runs on this machine as you: only for one that can do no harm, whatever an
 * agent asks of it.
 */
export interface TrustedServer {
  readonly trusted: true;
  /** The program's name or path on this machine; run without a shell. */
  readonly command: string;
  /** Its arguments. Default: none. */
  readonly args?: readonly string[];
  /** All of its environment; nothing is inherited, not even `PATH`. Default: empty. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the system's folder for temporary files. */
  readonly cwd?: string;
}

/** A server that runs already, and speaks streamable HTTP. Episodes must not share its state. */
export interface RemoteServer {
  /** As in `http://localhost:3000/mcp`. */
  readonly url: string;
  /** Sent with each request. They are not recorded. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where an MCP server comes from. */
export type McpServer = SandboxedServer | TrustedServer | RemoteServer;

/** Whether it runs in a sandbox. */
export function isSandboxed(server: McpServer): server is SandboxedServer {
  return "command" in server && !("trusted" in server);
}
