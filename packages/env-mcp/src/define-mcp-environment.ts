import {
  type Content,
  defineEnvironment,
  type Ending,
  type EnvironmentDefinition,
  type EnvironmentSpecification,
  type Json,
  type JsonObject,
  type RewardRange,
  type Schema,
  type TaskScripts,
  type Transcript,
  type TypedTask,
  type Verdict,
} from "@agent-gym/core";

import { type InspectingCall, McpEnvironment } from "./mcp-environment.ts";
import type { McpCall, McpEvidence } from "./mcp-evidence.ts";
import { isSandboxed, type McpServer } from "./mcp-server.ts";

/** What an author writes of an environment whose tools are an MCP server's. */
export interface McpEnvironmentSpecification<Data> {
  /** Lower-case words joined by hyphens. */
  readonly name: string;
  /**
   * Any text; change it when the same actions would earn another reward: results of two versions
   * are not compared unasked.
   */
  readonly version: string;
  /** One line for people, shown where environments are listed. */
  readonly description: string;
  /** Of a task's data. Well-known fields (`id`, `tags`, …) that it does not name must be let through. */
  readonly task: Schema<Data>;
  /** Each episode has a server of its own, except where one runs already. */
  readonly server: McpServer | ((task: TypedTask<Data>) => McpServer);
  /** What the agent is asked. */
  readonly prompt: (task: TypedTask<Data>) => Content;
  /** What an agent should know before it is asked. Default: nothing. */
  readonly instructions?: (task: TypedTask<Data>) => string;
  /** Which tools an agent gets, by the server's own names. Default: all. */
  readonly offers?: (name: string) => boolean;
  /**
   * Looks at what the agent has left, with the server's own tools, also those that it was not offered;
   * what it returns is recorded as `state`. Default: nothing.
   */
  readonly inspect?: (call: InspectingCall, task: TypedTask<Data>) => Promise<Json>;
  /** A number from 0 to 1, or a whole verdict: a function of what was recorded. */
  readonly reward: (episode: {
    readonly task: TypedTask<Data>;
    readonly calls: readonly McpCall[];
    readonly state: Json;
    readonly transcript: Transcript;
    readonly ending: Ending;
  }) => number | Verdict | Promise<number | Verdict>;
  /** Default: 0 to 1, success at 1. */
  readonly range?: RewardRange;
  /** How long one call may take, in milliseconds; one that takes longer is answered with that. Default: 60,000. */
  readonly callMs?: number;
  /** How long the server may take to greet, in milliseconds. Default: 60,000. */
  readonly startMs?: number;
  /** Tasks that it ships or generates, as raw data, lazily. Default: none. */
  readonly tasks?: EnvironmentSpecification<Data, JsonObject, McpEvidence>["tasks"];
  /** Scripts that prove a task. Default: none. */
  readonly scripts?: (task: TypedTask<Data>) => TaskScripts;
}

/**
 * Makes an environment of an MCP server. Its tools are listed once, when an episode begins; a name
 * that is reserved or no identifier gets an alias. An episode ends when the agent speaks without
 * calling. What the server says against a call is an answer to the agent; that it is gone is an error
 * of the episode, the sandbox's or the environment's. All that it started ends with the episode.
 */
export function defineMcpEnvironment<Data>(
  specification: McpEnvironmentSpecification<Data>,
): EnvironmentDefinition {
  const { name, version, description, task: schema, range, tasks, scripts } = specification;
  const { prompt, instructions, inspect, reward } = specification;
  const { offers = () => true, callMs = 60_000, startMs = 60_000 } = specification;
  const serverOf = (task: TypedTask<Data>): McpServer =>
    typeof specification.server === "function" ? specification.server(task) : specification.server;
  return defineEnvironment<Data, JsonObject, McpEvidence>({
    name,
    version,
    description,
    task: schema,
    ...(range === undefined ? {} : { reward: range }),
    ...(tasks === undefined ? {} : { tasks }),
    needs: (task) => {
      const server = serverOf(task);
      return isSandboxed(server) ? { sandbox: ["spawn", ...(server.requires ?? [])] } : {};
    },
    create: (task, _, context) =>
      new McpEnvironment({
        server: serverOf(task),
        context,
        prompt: prompt(task),
        instructions: instructions?.(task),
        offers,
        inspect: inspect === undefined ? undefined : (call) => inspect(call, task),
        callMs,
        startMs,
      }),
    grade: async ({ task, evidence: { data }, transcript, ending }) => {
      const verdict = await reward({ task, ...data, transcript, ending });
      return typeof verdict === "number" ? { reward: verdict } : verdict;
    },
    ...(scripts === undefined ? {} : { scripts }),
  });
}
