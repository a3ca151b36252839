import {
  type Action,
  type Content,
  type ContentPart,
  contentText,
  type Ending,
  type Environment,
  type EpisodeContext,
  type Evidence,
  type Json,
  type JsonObject,
  type Start,
  type ToolCall,
  type ToolResult,
  type ToolSpec,
  type Transition,
} from "@agent-gym/core";
import {
  type CallToolResult,
  ProtocolError,
  SdkError,
  SdkErrorCode,
} from "@modelcontextprotocol/client";

import { connectServer, type ServerConnection } from "./connection/connect-server.ts";
import type { McpCall, McpEvidence } from "./mcp-evidence.ts";
import type { McpServer } from "./mcp-server.ts";
import { plainSchema } from "./plain-schema.ts";
import { toolAliases } from "./tool-aliases.ts";

interface McpEnvironmentOptions {
  readonly server: McpServer;
  readonly context: EpisodeContext;
  readonly prompt: Content;
  readonly instructions: string | undefined;
  readonly offers: (name: string) => boolean;
  readonly inspect: ((call: InspectingCall) => Promise<Json>) | undefined;
  readonly callMs: number;
  readonly startMs: number;
}

/** Calls a tool by the server's own name, when the agent is done. */
export type InspectingCall = (name: string, args?: JsonObject) => Promise<McpCall>;

/** One episode with a server of its own. */
export class McpEnvironment implements Environment<McpEvidence> {
  readonly #options: McpEnvironmentOptions;
  readonly #calls: McpCall[] = [];
  #aliases: ReadonlyMap<string, string> = new Map();
  #connection: ServerConnection | undefined;

  constructor(options: McpEnvironmentOptions) {
    this.#options = options;
  }

  readonly reset = async ({ signal }: { readonly signal: AbortSignal }): Promise<Start> => {
    const { server, context, prompt, instructions, offers, startMs } = this.#options;
    const connection = await connectServer(server, { context, startMs, signal });
    this.#connection = connection;
    const { tools: listed } = await connection.client
      .listTools(undefined, { signal, timeout: startMs })
      .catch((error: unknown) => {
        signal.throwIfAborted();
        throw connection.death(error);
      });
    const offered = listed.filter(({ name }) => offers(name));
    this.#aliases = toolAliases(offered.map(({ name }) => name));
    const unread: string[] = [];
    const tools = [...this.#aliases].flatMap(([alias, name]): readonly ToolSpec[] => {
      const tool = offered.find((one) => one.name === name);
      if (tool === undefined) return [];
      const { description = "", inputSchema } = tool;
      const parameters = plainSchema(inputSchema as JsonObject);
      if (parameters === undefined) unread.push(alias);
      return [{ name: alias, description, parameters: parameters ?? { type: "object" } }];
    });
    if (unread.length > 0) context.note("mcp-schemas-left-out", { tools: unread });
    const renamed = [...this.#aliases].filter(([alias, name]) => alias !== name);
    if (renamed.length > 0) context.note("mcp-aliases", Object.fromEntries(renamed));
    return {
      observation: { message: prompt },
      tools,
      ...(instructions === undefined ? {} : { instructions }),
    };
  };

  readonly step = async (
    action: Action,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<Transition> => {
    if (action.calls.length === 0) return { observation: {}, terminated: true };
    const results: ToolResult[] = [];
    for (const call of action.calls) results.push(await this.#answer(call, signal));
    return { observation: { results } };
  };

  readonly evidence = async ({
    signal,
  }: {
    readonly ending: Ending;
    readonly signal: AbortSignal;
  }): Promise<Evidence<McpEvidence>> => {
    const { inspect } = this.#options;
    const calls = [...this.#calls];
    const look: InspectingCall = async (name, args = {}) =>
      (await this.#call(name, args, signal)).call;
    return { data: { calls, state: inspect === undefined ? null : await inspect(look) } };
  };

  readonly close = async (): Promise<void> => {
    await this.#connection?.close();
  };

  async #answer(call: ToolCall, signal: AbortSignal): Promise<ToolResult> {
    const { id: callId, name: alias, arguments: args } = call;
    const { call: made, content } = await this.#call(
      this.#aliases.get(alias) ?? alias,
      args,
      signal,
    );
    this.#calls.push(made);
    return { callId, name: alias, content, ...(made.isError ? { isError: true } : {}) };
  }

  /** What the server says against a call is its answer; that it is gone is not. */
  async #call(
    name: string,
    args: JsonObject,
    signal: AbortSignal,
  ): Promise<{ readonly call: McpCall; readonly content: Content }> {
    const connection = this.#connection as ServerConnection;
    const { callMs } = this.#options;
    const failed = (text: string) => ({
      call: { name, arguments: args, text, isError: true },
      content: text,
    });
    if (connection.dead()) throw connection.death();
    try {
      const result = await connection.client.callTool(
        { name, arguments: { ...args } },
        { signal, timeout: callMs, maxTotalTimeout: callMs },
      );
      const content = contentOf(result);
      const structured = result.structuredContent as JsonObject | undefined;
      const call: McpCall = {
        name,
        arguments: args,
        text: contentText(content),
        isError: result.isError ?? false,
        ...(structured === undefined ? {} : { structured }),
      };
      return { call, content };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ProtocolError) return failed(error.message);
      if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
        return failed(`The call took longer than ${callMs} ms and was given up.`);
      }
      if (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult) {
        return failed("The server's answer is none that MCP knows.");
      }
      throw connection.death(error);
    }
  }
}

function contentOf({ content, structuredContent }: CallToolResult): Content {
  const parts = content.map((part): ContentPart => {
    switch (part.type) {
      case "text":
        return { type: "text", text: part.text };
      case "image":
        return { type: "image", mediaType: part.mimeType, data: part.data };
      case "resource":
        return {
          type: "text",
          text: "text" in part.resource ? part.resource.text : `[resource: ${part.resource.uri}]`,
        };
      case "resource_link":
        return { type: "text", text: `[resource: ${part.uri}]` };
      default:
        return { type: "text", text: `[${part.type}]` };
    }
  });
  if (parts.length === 0 && structuredContent !== undefined) {
    return JSON.stringify(structuredContent);
  }
  return parts.every((part) => part.type === "text") ? contentText(parts) : parts;
}
