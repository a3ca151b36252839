import {
  AgentGymError,
  type ChatModel,
  digestJson,
  InvalidTaskError,
  isJsonObject,
  type Json,
  type JsonObject,
  validate,
} from "@agent-gym/core";

import { compilerEnglish } from "../prompts/compiler-en.ts";
import { compilerChinese } from "../prompts/compiler-zh.ts";
import { fence, makeNonce } from "../roles/fence.ts";
import { RolePlayer } from "../roles/role-player.ts";
import { type NlpTask, nlpTaskSchema } from "../task/nlp-task.ts";
import { scenarioOf } from "../task/scenario.ts";
import { taskProblems } from "../task/task-problems.ts";
import { missingParts, type TaskPart } from "./missing-parts.ts";

/** How a task is compiled. */
export interface CompileOptions {
  /** Who writes the missing parts. */
  readonly model: ChatModel;
  /** Ends the compiling, which then rejects. */
  readonly signal: AbortSignal;
  /** As on the wire. Default: `temperature` 0. */
  readonly sampling?: JsonObject;
  /** How often the model is asked, the first time included. Default 3. */
  readonly attempts?: number;
  /** How long one answer may take. Default 300. */
  readonly seconds?: number;
}

/** A task with nothing left out. */
export interface CompiledTask {
  /** To be read by a person before it is used: `compiled.reviewed` is `false`. */
  readonly data: JsonObject;
  /** What the model wrote. Empty: the task was whole, and `data` is the task as it came. */
  readonly added: readonly TaskPart[];
}

/**
 * Fills in what a short task leaves out (facts, checks of stages, tables, steps of tools, rubric,
 * solution) by asking a model once; what the author wrote stays as it is. The answer is checked like
 * any task, and asked for again with its faults. The result says of itself that nobody has reviewed
 * it, and is refused until someone has.
 *
 * @throws InvalidTaskError when the short task itself is not valid.
 * @throws AgentGymError `compile-failed`, when no answer made a valid task.
 */
export async function compileTask(
  data: JsonObject,
  { model, signal, sampling = { temperature: 0 }, attempts = 3, seconds = 300 }: CompileOptions,
): Promise<CompiledTask> {
  const task = parsed(data);
  const missing = missingParts(task);
  if (missing.length === 0) return { data, added: [] };
  const from = await digestJson(data);
  const { language } = scenarioOf(task);
  const prompt = language === "zh" ? compilerChinese : compilerEnglish;
  const player = new RolePlayer("compiler", {
    model,
    options: { sampling, attempts, seconds },
    language,
    note: () => {},
  });
  const compiled = { from, model: model.id, prompt: prompt.version, reviewed: false };
  const nonce = await makeNonce(from, prompt.version);
  const { answer, faults } = await player.ask<JsonObject>(
    {
      messages: [
        { role: "system", content: prompt.text },
        { role: "user", content: fence("task", { missing, task: data }, nonce) },
      ],
      schema: { type: "object", required: missing },
      read: (parts) => {
        const whole = { ...data, ...filled(task, parts, missing) };
        const problems = problemsOf(whole);
        return problems.length === 0
          ? { answer: { ...whole, compiled }, faults: [] }
          : { faults: [{ kind: "invalid-task", message: problems.slice(0, 20).join("; ") }] };
      },
    },
    { signal },
  );
  if (answer === undefined) {
    const last = faults.at(-1);
    throw new AgentGymError({
      code: "compile-failed",
      message: `${model.id} gave no valid task in ${attempts} attempts: ${last?.message ?? "no answer"}.`,
    });
  }
  return { data: answer, added: missing };
}

function parsed(data: JsonObject): NlpTask {
  const result = validate(nlpTaskSchema, data);
  if (result.valid) return result.value;
  const id = typeof data["id"] === "string" ? `"${data["id"]}"` : "to be compiled";
  throw new InvalidTaskError(id, result.problems);
}

/** Only what was missing is taken; stages keep their words and their order. */
function filled(task: NlpTask, parts: JsonObject, missing: readonly TaskPart[]): JsonObject {
  const taken = Object.fromEntries(missing.map((part) => [part, parts[part] as Json]));
  if (!missing.includes("story_stages")) return taken;
  const written = Array.isArray(parts["story_stages"]) ? (parts["story_stages"] as Json[]) : [];
  const stages = task.story_stages.map((stage, index): Json => {
    if (typeof stage !== "string") return stage as unknown as JsonObject;
    const proposal = written[index];
    const done = isJsonObject(proposal) ? proposal["done"] : undefined;
    const id = isJsonObject(proposal) ? (proposal["id"] ?? `s${index + 1}`) : `s${index + 1}`;
    return { id, description: stage, ...(done === undefined ? {} : { done }) };
  });
  return { ...taken, story_stages: stages };
}

function problemsOf(data: JsonObject): readonly string[] {
  const result = validate(nlpTaskSchema, data);
  return result.valid ? taskProblems(result.value, { codeTools: new Set() }) : result.problems;
}
