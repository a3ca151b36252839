import type { Content } from "../action/content.ts";
import { finalAnswer } from "../action/final-answer.ts";
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
import { type ScriptTurn, scriptTurns } from "./script-turns.ts";
import { StaticEnvironment } from "./static-environment.ts";
import type { Verdict } from "./verdict.ts";

/** What an author writes of an environment that is tools over a state. */
export interface ToolEnvironmentSpecification<Data, State, Inputs, Options = JsonObject> {
  /** Lower-case words joined by hyphens. */
  readonly name: string;
  /**
   * Any text; change it when the same actions would earn another reward: results of two versions
   * are not compared unasked.
   */
  readonly version: string;
  /** One line for people, shown where environments are listed. */
  readonly description: string;
  /** Of a task's data. The well-known fields (`id`, `tags`, …) are let through, however strict it is. */
  readonly task: Schema<Data>;
  /** What whoever runs it may set. Of an object; make it strict. None when absent. */
  readonly options?: Schema<Options>;
  /** Rules that a schema can't say: one line per fault. Default: none. */
  readonly check?: (task: TypedTask<Data>) => readonly string[];
  /**
   * Tasks that it ships, as a task file holds them, each with its `split` if it has one; or a
   * function that finds or generates them, lazily. Default: none.
   */
  readonly tasks?: readonly JsonObject[] | ((query: TaskQuery) => AsyncIterable<JsonObject>);
  /** What the agent should know before it is asked; nothing by default. */
  readonly instructions?: string;
  /** What the agent is asked. */
  readonly prompt: (task: TypedTask<Data>, options: Options) => Content;
  /**
   * The world at the start of an episode, which the tools change: each episode gets a copy of its own.
   * Plain JSON, for it is what the record keeps and what is judged.
   */
  readonly state: (task: TypedTask<Data>, options: Options) => State;
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
    readonly options: Options;
    /** As the last call left it. */
    readonly state: State;
    /** What {@link finalAnswer} finds; empty where it finds nothing. */
    readonly answer: string;
    readonly transcript: Transcript;
  }) => number | Verdict | Promise<number | Verdict>;
  /** Solves a task in full: calls, and what is said. Default: none. */
  readonly solution?: (task: TypedTask<Data>, options: Options) => readonly ScriptTurn[];
  /** Ways to score without solving, by name. None may be a success. */
  readonly cheats?: (
    task: TypedTask<Data>,
    options: Options,
  ) => Readonly<Record<string, readonly ScriptTurn[]>>;
}

/**
 * An environment out of a prompt, tools over a typed state, and a reward. It asks once, answers calls
 * one after another, and ends when the agent speaks without calling.
 *
 * @throws UsageError for a name of the environment or a tool that is none, or an empty range.
 */
export function defineToolEnvironment<Data, State, Inputs, Options = JsonObject>(
  specification: ToolEnvironmentSpecification<Data, State, Inputs, Options>,
): EnvironmentDefinition {
  const { name, version, description, check, tasks, range, solution, cheats } = specification;
  // Each tool checks its own input, so that their types need not be told apart any more.
  const unnamed = specification.tools as Readonly<Record<string, unknown>> as Readonly<
    Record<string, Omit<AnyTool<State>, "name">>
  >;
  const tools = Object.entries(unnamed).map(([tool, rest]) => named<State>(tool, rest));
  return defineEnvironment<Data, Options>({
    name,
    version,
    description,
    task: specification.task,
    ...(specification.options === undefined ? {} : { options: specification.options }),
    ...(check === undefined ? {} : { check }),
    ...(tasks === undefined ? {} : { tasks }),
    ...(range === undefined ? {} : { reward: range }),
    create: (task, options) => new ToolEnvironment({ task, options, tools, specification }),
    grade: async ({ task, evidence, transcript }, options) => {
      const state = evidence.data as State;
      const answer = finalAnswer(transcript) ?? "";
      const worth = await specification.reward({ task, options, state, answer, transcript });
      return typeof worth === "number" ? { reward: worth } : worth;
    },
    scripts: (task, options) => ({
      ...(solution === undefined ? {} : { solution: scriptTurns(solution(task, options)) }),
      ...(cheats === undefined
        ? {}
        : {
            cheats: Object.fromEntries(
              Object.entries(cheats(task, options)).map(([cheat, turns]) => [
                cheat,
                scriptTurns(turns),
              ]),
            ),
          }),
    }),
  });
}

interface ToolEnvironmentSettings<Data, State, Options> {
  readonly task: TypedTask<Data>;
  readonly options: Options;
  readonly tools: readonly AnyTool<State>[];
  readonly specification: Pick<
    ToolEnvironmentSpecification<Data, State, unknown, Options>,
    "name" | "instructions" | "prompt" | "state"
  >;
}

class ToolEnvironment<Data, State, Options> extends StaticEnvironment<Data> {
  readonly #settings: ToolEnvironmentSettings<Data, State, Options>;
  readonly #state: State;
  protected override readonly tools: readonly AnyTool<this>[];

  constructor(settings: ToolEnvironmentSettings<Data, State, Options>) {
    super(settings.task);
    this.#settings = settings;
    const state = settings.specification.state(settings.task, settings.options);
    // A part of the task may be in it, and must not change with it. What is no JSON is told by evidence.
    this.#state = jsonFault(state) === undefined ? structuredClone(state) : state;
    this.tools = settings.tools.map((tool) => ({
      ...tool,
      run: (input, { signal }) => tool.run(input, { state: this.#state, signal }),
    }));
  }

  protected override prompt(): Content {
    return this.#settings.specification.prompt(this.task, this.#settings.options);
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
