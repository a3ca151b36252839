import { AgentGymError, type EpisodeContext, SandboxError } from "@agent-gym/core";
import {
  Client,
  type JsonSchemaValidator,
  StreamableHTTPClientTransport,
  type Transport,
} from "@modelcontextprotocol/client";

import { isSandboxed, type McpServer } from "../mcp-server.ts";
import { PipeTransport } from "./pipe-transport.ts";
import { startTrusted } from "./trusted-program.ts";

/** A server that answers, and how its death is told. */
export interface ServerConnection {
  readonly client: Client;
  /** Whether the server has gone away. */
  readonly dead: () => boolean;
  /** The server's death as the episode's fault: the sandbox's, or the environment's. */
  readonly death: (cause?: unknown) => AgentGymError;
  readonly close: () => Promise<void>;
}

/** Schemas of what a tool gives are the server's own, and may cost anything to check. */
function acceptAnything<Data>(): JsonSchemaValidator<Data> {
  return (input) => ({ valid: true, data: input as Data, errorMessage: undefined });
}

/** So much of what a server writes beside its messages is kept. */
const mostNoise = 20;

/** Starts or finds a server, and greets it. */
export async function connectServer(
  server: McpServer,
  {
    context,
    startMs,
    signal,
  }: {
    readonly context: Pick<EpisodeContext, "sandboxes" | "note">;
    readonly startMs: number;
    readonly signal: AbortSignal;
  },
): Promise<ServerConnection> {
  let noise = 0;
  const onNoise = (line: string): void => {
    noise += 1;
    if (noise <= mostNoise) context.note("mcp-noise", { line: line.slice(0, 500) });
  };
  const death = (cause?: unknown): AgentGymError => {
    const told = cause instanceof Error ? `: ${cause.message}` : ".";
    const message = `The MCP server has gone away${told}`;
    return isSandboxed(server)
      ? new SandboxError({ code: "died", message, cause })
      : new AgentGymError({ code: "server-died", message, boundary: "environment", cause });
  };
  const transport = await openTransport(server, { context, signal, onNoise });
  const client = new Client(
    { name: "agent-gym", version: "1" },
    { jsonSchemaValidator: { getValidator: acceptAnything } },
  );
  const close = async (): Promise<void> => {
    await client.close().catch(() => {});
    await transport.close().catch(() => {});
  };
  try {
    await client.connect(transport, { signal, timeout: startMs });
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw death(error);
  }
  return {
    client,
    dead: () => transport instanceof PipeTransport && transport.closed,
    death,
    close,
  };
}

async function openTransport(
  server: McpServer,
  {
    context,
    signal,
    onNoise,
  }: {
    readonly context: Pick<EpisodeContext, "sandboxes">;
    readonly signal: AbortSignal;
    readonly onNoise: (line: string) => void;
  },
): Promise<Transport> {
  if ("url" in server) {
    const { url, headers = {} } = server;
    return new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { ...headers } },
    });
  }
  if (!isSandboxed(server)) {
    const program = await startTrusted(server).catch((cause: unknown) => {
      throw new AgentGymError({
        code: "server-died",
        message: `Can't start the MCP server ${server.command}: ${cause instanceof Error ? cause.message : String(cause)}`,
        boundary: "environment",
        cause,
      });
    });
    return new PipeTransport(program, onNoise);
  }
  const { command, args = [], env, files, requires = [] } = server;
  const sandbox = await context.sandboxes.create(
    {
      requires: ["spawn", ...requires],
      ...(env === undefined ? {} : { env }),
      ...(files === undefined ? {} : { files }),
    },
    signal,
  );
  if (sandbox.spawn === undefined) {
    await sandbox[Symbol.asyncDispose]();
    const message = `The sandbox ${sandbox.kind} can't spawn an MCP server.`;
    throw new SandboxError({ code: "refused", message });
  }
  // Not the signal of the reset: the server outlives it.
  const spawned = await sandbox.spawn([command, ...args]).catch(async (error: unknown) => {
    await sandbox[Symbol.asyncDispose]();
    throw error;
  });
  const end = async (): Promise<void> => {
    await spawned[Symbol.asyncDispose]();
    await sandbox[Symbol.asyncDispose]();
  };
  return new PipeTransport({ stdin: spawned.stdin, stdout: spawned.stdout, end }, onNoise);
}
