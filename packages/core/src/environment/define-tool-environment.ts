import type { Content } from "../action/content.ts";
import type { Transcript } from "../action/transcript.ts";
import { AgentGymError } from "../errors/agent-gym-error.ts";
import { errorMessage } from "../errors/error-message.ts";
import { jsonFault } from "../json/json-fault.ts";
import type { Json, JsonObject } from "../json/json.ts";
import type { Schema } from "../schema/schema.ts";
import type { TypedTask } from "../task/task.ts";
import { defineTool } from "../tool/define-tool.ts";
import type { AnyTool, ToolDefinition, ToolReply } from "../tool/tool.ts";
import { defineEnvironment } from "./define-environment.ts";
import type { EnvironmentDefinition, RewardRange, TaskQuery } from "./environment-definition.ts";
import type { Evidence } from "./evidence.ts";
import { letThrough } from "./let-through.ts";
import { type ScriptTurn, scriptTurns } from "./script-turns.ts";
import { StaticEnvironment } from "./static-environment.ts";
import type { Verdict } from "./verdict.ts";

/** What an author writes of an environment that is tools over a state. */
export interface ToolEnvironmentSpecification<Data, State, Inputs> {
  /** Lower-case words joined by hyphens. */
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Of a task's data. The well-known fields (`id`, `tags`, …) are let through, however strict it is. */
  readonly task: Schema<Data>;
  /** Rules that a schema can't say: one line per fault. */
  readonly check?: (task: TypedTask<Data>) => readonly string[];
  /** Tasks that it ships or generates, lazily. */
  readonly tasks?: (query: TaskQuery) => AsyncIterable<JsonObject>;
  /** What the agent should know before it is asked; nothing by default. */
  readonly instructions?: string;
  /** What the agent is asked. */
  readonly prompt: (task: TypedTask<Data>) => Content;
  /**
   * The world at the start of an episode: a fresh one each time, which the tools change. Plain JSON,
   * for it is what the record keeps and what is judged.
   */
  readonly state: (task: TypedTask<Data>) => State;
  /**
   * By name. What a tool throws is told to the agent as the call's result, unless it is an
   * {@link AgentGymError} or the step was told to stop; the record then names the kind of error in
   * the result's `info.thrown`. The agent's turn without a call, or a reply with `done`, ends the
   * episode.
   */
  readonly tools: {
    readonly [Name in keyof Inputs]: Omit<ToolDefinition<State, Inputs[Name]>, "name">;
  };
  /** What `reward` may give. Default: 0 to 1, success at 1. */
  readonly range?: RewardRange;
  /** What an episode is worth: a function of what was recorded. */
  readonly reward: (episode: {
    readonly task: TypedTask<Data>;
    /** As the last call left it. */
    readonly state: State;
    /** What the agent said last, beside no call; empty when it said nothing. */
    readonly answer: string;
    readonly transcript: Transcript;
  }) => number | Verdict | Promise<number | Verdict>;
  /** Solves a task in full: calls, and what is said. */
  readonly solution?: (task: TypedTask<Data>) => readonly ScriptTurn[];
  /** Ways to score without solving, by name. None may be a success. */
  readonly cheats?: (task: TypedTask<Data>) => Readonly<Record<string, readonly ScriptTurn[]>>;
}

/**
 * An environment out of a prompt, tools over a typed state, and a reward. It asks once, answers calls
 * one after another, and ends when the agent speaks without calling.
 *
 * @throws UsageError for a name of the environment or a tool that is none, or an empty range.
 */
export function defineToolEnvironment<Data, State, Inputs>(
  specification: ToolEnvironmentSpecification<Data, State, Inputs>,
): EnvironmentDefinition {
  const { name, version, description, check, tasks, range, solution, cheats } = specification;
  // Each tool checks its own input, so that their types need not be told apart any more.
  const unnamed = specification.tools as Readonly<Record<string, unknown>> as Readonly<
    Record<string, Omit<AnyTool<State>, "name">>
  >;
  const tools = Object.entries(unnamed).map(([tool, rest]) => named<State>(tool, rest));
  return defineEnvironment<Data>({
    name,
    version,
    description,
    task: letThrough(specification.task),
    ...(check === undefined ? {} : { check }),
    ...(tasks === undefined ? {} : { tasks }),
    ...(range === undefined ? {} : { reward: range }),
    create: (task) => new ToolEnvironment({ task, tools, specification }),
    grade: async ({ task, evidence, transcript }) => {
      const state = evidence.data as State;
      const answer = answerOf(transcript);
      const worth = await specification.reward({ task, state, answer, transcript });
      return typeof worth === "number" ? { reward: worth } : worth;
    },
    scripts: (task) => ({
      ...(solution === undefined ? {} : { solution: scriptTurns(solution(task)) }),
      ...(cheats === undefined
        ? {}
        : {
            cheats: Object.fromEntries(
              Object.entries(cheats(task)).map(([cheat, turns]) => [cheat, scriptTurns(turns)]),
            ),
          }),
    }),
  });
}

interface ToolEnvironmentSettings<Data, State> {
  readonly task: TypedTask<Data>;
  readonly tools: readonly AnyTool<State>[];
  readonly specification: Pick<
    ToolEnvironmentSpecification<Data, State, unknown>,
    "name" | "instructions" | "prompt" | "state"
  >;
}

class ToolEnvironment<Data, State> extends StaticEnvironment<Data> {
  readonly #settings: ToolEnvironmentSettings<Data, State>;
  readonly #state: State;
  protected override readonly tools: readonly AnyTool<this>[];

  constructor(settings: ToolEnvironmentSettings<Data, State>) {
    super(settings.task);
    this.#settings = settings;
    this.#state = settings.specification.state(settings.task);
    this.tools = settings.tools.map((tool) => ({
      ...tool,
      run: (input, { signal }) => tool.run(input, { state: this.#state, signal }),
    }));
  }

  protected override prompt(): Content {
    return this.#settings.specification.prompt(this.task);
  }

  protected override instructions(): string | undefined {
    return this.#settings.specification.instructions;
  }

  override async evidence(): Promise<Evidence> {
    const fault = jsonFault(this.#state);
    if (fault === undefined) return { data: structuredClone(this.#state) as Json };
    const { name } = this.#settings.specification;
    throw new AgentGymError({
      code: "state-not-json",
      message: `The state of environment ${name} must be plain JSON, for it is what is judged: ${fault}.`,
      boundary: "environment",
    });
  }
}

function named<State>(name: string, tool: Omit<AnyTool<State>, "name">): AnyTool<State> {
  return defineTool<State, never>({
    ...tool,
    name,
    input: tool.input as Schema<never>,
    run: async (input, context) => {
      try {
        return await tool.run(input, context);
      } catch (error) {
        if (AgentGymError.isInstance(error) || context.signal.aborted) throw error;
        const thrown = error instanceof Error ? error.name : typeof error;
        return {
          content: errorMessage(error),
          isError: true,
          info: { thrown },
        } satisfies ToolReply;
      }
    },
  });
}

function answerOf({ turns }: Transcript): string {
  const last = turns.findLast((turn) => "action" in turn)?.action;
  return last === undefined || last.calls.length > 0 ? "" : last.text;
}
