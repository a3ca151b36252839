import type { ChatMessage, Json, JsonObject, ToolSpec } from "@agent-gym/core";
import { jsonSchemaProblems } from "@agent-gym/core";

import { fence, makeNonce } from "../roles/fence.ts";
import type { Fault } from "../roles/role-fault.ts";
import type { Question, Reading } from "../roles/role-player.ts";
import { rolePrompts } from "../roles/role.ts";
import type { Scenario } from "../task/scenario.ts";
import type { ToolBehaviour } from "../task/tool-fields.ts";
import { RefusedOperations } from "../world/operation.ts";
import type { World } from "../world/world.ts";
import { applyProposal, type Permission } from "./apply-proposal.ts";
import { toolEffect } from "./tool-effect.ts";
import type { ToolReply } from "./tool-reply.ts";
import { unknownIds } from "./unknown-ids.ts";

/** A call of a tool that a model answers. */
export interface SimulatedCall {
  readonly tool: ToolSpec;
  readonly behaviour: ToolBehaviour;
  readonly args: JsonObject;
  /** Recent calls on the same tables, oldest first. */
  readonly recent: readonly JsonObject[];
}

const answerSchema: JsonObject = {
  type: "object",
  properties: {
    status: { enum: ["ok", "error"] },
    result: {},
    error: {
      type: "object",
      properties: { code: { type: "string" }, message: { type: "string" } },
      required: ["code", "message"],
    },
    operations: { type: "array", items: { type: "object" } },
  },
  required: ["status"],
};

const longestResult = 20_000;

/** What a model is asked for one call, and how its answer becomes a change of the world. */
export async function toolQuestion(
  call: SimulatedCall,
  {
    scenario,
    world,
    secret,
    ordinal,
  }: {
    readonly scenario: Scenario;
    readonly world: World;
    /** Out of which nonces are made. */
    readonly secret: string;
    readonly ordinal: number;
  },
): Promise<Question<ToolReply>> {
  const { tool, behaviour, args, recent } = call;
  const { task, language } = scenario;
  const permission = permissionOf(call, world.open);
  const about: JsonObject = {
    product: task.environment_description,
    ...(task.environment_type === undefined ? {} : { type: task.environment_type }),
    tool: tool as unknown as Json,
    effect: toolEffect(tool.name, behaviour),
    world: scenario.world.mode,
    ...(scenario.world.now === undefined ? {} : { now: scenario.world.now }),
    ...(behaviour.returns === undefined ? {} : { returns: behaviour.returns }),
    ...(behaviour.errors === undefined ? {} : { errors: behaviour.errors }),
    ...(behaviour.examples === undefined ? {} : { examples: behaviour.examples }),
  };
  const asked: JsonObject = {
    tables: world.tables(behaviour.reads),
    may_change: permission.operations.length === 0 ? [] : (permission.tables ?? "any"),
    recent_calls: recent,
    arguments: args,
  };
  const system = `${rolePrompts.tools[language].text}\n\n${fence("about", about, await makeNonce(secret, "tools"))}`;
  const messages: readonly ChatMessage[] = [
    { role: "system", content: system },
    { role: "user", content: fence("call", asked, await makeNonce(secret, "tools", ordinal)) },
  ];
  return {
    messages,
    schema: answerSchema,
    read: (value) => readAnswer(value, call, world, permission),
  };
}

function permissionOf({ tool, behaviour }: SimulatedCall, open: boolean): Permission {
  const tables = behaviour.writes ?? behaviour.reads;
  if (toolEffect(tool.name, behaviour) === "write") {
    return { tables, operations: ["insert", "update", "delete"] };
  }
  return { tables, operations: open ? ["insert"] : [] };
}

function readAnswer(
  value: JsonObject,
  { behaviour, args }: SimulatedCall,
  world: World,
  permission: Permission,
): Reading<ToolReply> {
  const {
    status,
    result,
    error,
    operations = [],
  } = value as {
    readonly status: "ok" | "error";
    readonly result?: Json;
    readonly error?: { readonly code: string; readonly message: string };
    readonly operations?: readonly Json[];
  };
  if (status === "error") {
    if (error === undefined) return faulty("bad-error", "status is error, and error is missing");
    const { errors } = behaviour;
    if (errors !== undefined && !errors.includes(error.code)) {
      return faulty("bad-error", `the error code is none of ${errors.join(", ")}`);
    }
    if (operations.length > 0) {
      return faulty("bad-operations", "a call that failed must not change anything");
    }
    return { answer: { ok: false, code: error.code, message: error.message }, faults: [] };
  }
  if (result === undefined) return faulty("bad-result", "status is ok, and result is missing");
  if (JSON.stringify(result).length > longestResult) {
    return faulty("bad-result", `the result is longer than ${longestResult} characters`);
  }
  const transaction = world.begin();
  try {
    const settled = applyProposal({ operations, result }, { world: transaction, permission });
    const problems =
      behaviour.returns === undefined ? [] : jsonSchemaProblems(behaviour.returns, settled);
    if (problems.length > 0) return faulty("bad-result", `result: ${problems.join("; ")}`);
    // In a closed world an id is none because the agent named it: what is not there is an error.
    const named = world.open ? args : null;
    const unknown = unknownIds(settled, { tables: transaction.tables(), args: named });
    if (unknown.length > 0) {
      return faulty(
        "unknown-id",
        `the result shows ids of which no row knows: ${unknown.slice(0, 5).join(", ")}; insert what is new and call it $new1`,
      );
    }
    transaction.commit();
    return { answer: { ok: true, result: settled }, faults: [] };
  } catch (refused) {
    if (!(refused instanceof RefusedOperations)) throw refused;
    return faulty("bad-operations", refused.problems.slice(0, 10).join("; "));
  }
}

function faulty(kind: string, message: string): { readonly faults: readonly Fault[] } {
  return { faults: [{ kind, message }] };
}
