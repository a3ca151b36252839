import {
  AgentGymError,
  canonicalJson,
  type JsonObject,
  jsonSchemaProblems,
  type ToolCall,
  type ToolResult,
  type ToolSpec,
} from "@agent-gym/core";

import { runProgram } from "../program/run-program.ts";
import type { RecordedFault } from "../roles/role-fault.ts";
import type { RolePlayer } from "../roles/role-player.ts";
import type { Scenario } from "../task/scenario.ts";
import type { ToolBehaviour } from "../task/tool-fields.ts";
import { RefusedOperations } from "../world/operation.ts";
import type { WorldTransaction } from "../world/world-transaction.ts";
import type { World } from "../world/world.ts";
import type { CodeTool } from "./code-tool.ts";
import { toolEffect } from "./tool-effect.ts";
import { toolQuestion } from "./tool-model.ts";
import { ToolRefusal } from "./tool-refusal.ts";
import { type ToolReply, replyJson, replyText } from "./tool-reply.ts";
import { withDefaults } from "./with-defaults.ts";

/** How many earlier calls a model sees. */
const recentCalls = 3;

interface Answered {
  readonly reply: ToolReply;
  readonly backend: "code" | "steps" | "model" | "cache" | "none";
}

/**
 * Answers calls: by code, else by the task's steps, else by a model. Every call has one result, in
 * JSON. Arguments are checked before anything is asked; a call changes the world wholly or not at all;
 * a model's answer to a read is kept for as long as the tables that it reads are the same.
 */
export class ToolDesk {
  readonly #scenario: Scenario;
  readonly #world: World;
  readonly #codeTools: Readonly<Record<string, CodeTool>>;
  readonly #player: RolePlayer | undefined;
  readonly #secret: string;
  readonly #onFaults: (faults: readonly RecordedFault[]) => void;
  readonly #cache = new Map<string, ToolReply>();
  readonly #log: { readonly tables: readonly string[] | undefined; readonly call: JsonObject }[] =
    [];
  #ordinal = 0;

  constructor(options: {
    readonly scenario: Scenario;
    readonly world: World;
    readonly codeTools: Readonly<Record<string, CodeTool>>;
    /** Only for tools that a model must answer. */
    readonly player: RolePlayer | undefined;
    readonly secret: string;
    readonly onFaults: (faults: readonly RecordedFault[]) => void;
  }) {
    this.#scenario = options.scenario;
    this.#world = options.world;
    this.#codeTools = options.codeTools;
    this.#player = options.player;
    this.#secret = options.secret;
    this.#onFaults = options.onFaults;
  }

  async answer(call: ToolCall, { signal }: { readonly signal: AbortSignal }): Promise<ToolResult> {
    const before = this.#world.version;
    const { reply, backend } = await this.#answered(call, signal);
    const info: JsonObject = {
      backend,
      operations: this.#world.operationsSince(before),
      state: await this.#world.digest(),
    };
    return {
      callId: call.id,
      name: call.name,
      content: replyText(reply),
      ...(reply.ok ? {} : { isError: true }),
      info,
    };
  }

  async #answered(call: ToolCall, signal: AbortSignal): Promise<Answered> {
    const tool = this.#scenario.tools.find(({ name }) => name === call.name);
    if (tool === undefined) {
      return { reply: failure("unknown_tool", `There is no tool ${call.name}.`), backend: "none" };
    }
    const problems = jsonSchemaProblems(tool.parameters, call.arguments);
    if (problems.length > 0) {
      const reply: ToolReply = {
        ...failure("invalid_arguments", `The arguments of ${tool.name} are invalid.`),
        details: problems,
      };
      return { reply, backend: "none" };
    }
    const args = withDefaults(tool.parameters, call.arguments);
    const behaviour = this.#scenario.behaviours[tool.name] ?? {};
    const answered = await this.#byBackend(tool, behaviour, args, signal);
    this.#log.push({
      tables: tablesOf(behaviour),
      call: { tool: tool.name, arguments: args, result: replyJson(answered.reply) },
    });
    return answered;
  }

  async #byBackend(
    tool: ToolSpec,
    behaviour: ToolBehaviour,
    args: JsonObject,
    signal: AbortSignal,
  ): Promise<Answered> {
    const { now } = this.#scenario.world;
    const code = Object.hasOwn(this.#codeTools, tool.name) ? this.#codeTools[tool.name] : undefined;
    if (code !== undefined) {
      const reply = await this.#inTransaction(tool, (world) => code(args, { world, now, signal }));
      return { reply, backend: "code" };
    }
    const { steps, result } = behaviour;
    if (steps !== undefined) {
      const reply = await this.#inTransaction(tool, (world) =>
        runProgram(steps, { args, now, world, result }),
      );
      return { reply, backend: "steps" };
    }
    return this.#byModel(tool, behaviour, args, signal);
  }

  async #inTransaction(
    tool: ToolSpec,
    run: (world: WorldTransaction) => ReturnType<CodeTool>,
  ): Promise<ToolReply> {
    const transaction = this.#world.begin();
    try {
      const result = await run(transaction);
      transaction.commit();
      return { ok: true, result };
    } catch (error) {
      if (error instanceof ToolRefusal) return failure(error.code, error.message);
      // What the world does not allow is the caller's business: out of stock, a limit that is passed.
      if (error instanceof RefusedOperations) return failure("not_allowed", error.message);
      throw new AgentGymError({
        code: "tool-crash",
        message: `The tool ${tool.name} broke: ${(error as Error).message}`,
        boundary: "environment",
        cause: error,
      });
    }
  }

  async #byModel(
    tool: ToolSpec,
    behaviour: ToolBehaviour,
    args: JsonObject,
    signal: AbortSignal,
  ): Promise<Answered> {
    const reads = toolEffect(tool.name, behaviour) === "read";
    const key = async (): Promise<string> =>
      canonicalJson([tool.name, args, await this.#world.digest(behaviour.reads)]);
    const kept = reads ? this.#cache.get(await key()) : undefined;
    if (kept !== undefined) return { reply: kept, backend: "cache" };
    const question = await toolQuestion(
      { tool, behaviour, args, recent: this.#recent(behaviour) },
      {
        scenario: this.#scenario,
        world: this.#world,
        secret: this.#secret,
        ordinal: this.#ordinal++,
      },
    );
    if (this.#player === undefined) throw new Error(`Nobody answers ${tool.name}.`);
    const { answer, faults } = await this.#player.ask(question, { signal });
    this.#onFaults(faults);
    if (answer === undefined) {
      const reply = failure("internal_error", "The service did not answer. Nothing was changed.");
      return { reply, backend: "model" };
    }
    // Under the state that the answer left: what it made up for this call is part of that state.
    if (reads) this.#cache.set(await key(), answer);
    return { reply: answer, backend: "model" };
  }

  #recent(behaviour: ToolBehaviour): readonly JsonObject[] {
    const own = tablesOf(behaviour);
    return this.#log
      .filter(({ tables }) => own === undefined || (tables ?? own).some((one) => own.includes(one)))
      .slice(-recentCalls)
      .map(({ call }) => call);
  }
}

/** The tables that a tool has to do with; `undefined`: any. */
function tablesOf({ reads, writes, steps }: ToolBehaviour): readonly string[] | undefined {
  if (reads !== undefined || writes !== undefined) return [...(reads ?? []), ...(writes ?? [])];
  if (steps === undefined) return undefined;
  return steps.flatMap((step) => ("table" in step ? [step.table] : []));
}

function failure(code: string, message: string): Extract<ToolReply, { readonly ok: false }> {
  return { ok: false, code, message };
}
