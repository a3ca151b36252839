import type { Action, ToolCall } from "../action/action.ts";
import type { Json } from "../json/json.ts";
import type { TypedTask } from "../task/task.ts";
import { toolSpec } from "../tool/define-tool.ts";
import { runToolCalls, type ToolRun } from "../tool/run-tool-calls.ts";
import type { AnyTool, ToolSpec } from "../tool/tool.ts";
import type { Ending } from "./ending.ts";
import type { Environment, Start, Transition } from "./environment.ts";
import type { Evidence } from "./evidence.ts";
import type { UserModel, UserTurn } from "./user-model.ts";

/**
 * The base of environments in which someone answers. A user opens the conversation; an action with
 * calls is answered by tools; an action without calls is the agent's turn to speak, and the user
 * answers. The user hears all that the agent wrote since the last answer, what stood beside calls
 * included. The episode ends when the user, or a tool, says so.
 */
export abstract class InteractiveEnvironment<
  Data,
  EvidenceData = Json,
> implements Environment<EvidenceData> {
  /** The task of this episode, its data checked against the definition's schema. */
  readonly task: TypedTask<Data>;
  readonly #unheard: string[] = [];

  constructor(task: TypedTask<Data>) {
    this.task = task;
    // Members of the contract are passed around on their own.
    this.reset = this.reset.bind(this);
    this.step = this.step.bind(this);
    this.evidence = this.evidence.bind(this);
    this.close = this.close.bind(this);
  }

  /** Who answers. */
  protected abstract readonly user: UserModel;

  /** The tools, over the environment itself as their state. None by default. */
  protected readonly tools: readonly AnyTool<this>[] = [];

  /** What an agent should know before it is spoken to; nothing by default. */
  protected instructions(): string | undefined {
    return undefined;
  }

  /** The tools as the agent is told of them. Override it with `answerCalls` for tools from data. */
  protected toolSpecs(): readonly ToolSpec[] {
    return this.tools.map((tool) => toolSpec(tool));
  }

  /** Answers an action's calls: one result per call, in order. */
  protected answerCalls(
    calls: readonly ToolCall[],
    { signal }: { readonly signal: AbortSignal },
  ): Promise<ToolRun> {
    return runToolCalls(this.tools, calls, { state: this, signal });
  }

  async reset({ signal }: { readonly seed: number; readonly signal: AbortSignal }): Promise<Start> {
    const instructions = this.instructions();
    const opening = await this.user.open({ signal });
    return {
      observation: observationOf(opening),
      tools: this.toolSpecs(),
      ...(instructions === undefined ? {} : { instructions }),
    };
  }

  async step(action: Action, { signal }: { readonly signal: AbortSignal }): Promise<Transition> {
    if (action.text.trim() !== "") this.#unheard.push(action.text);
    if (action.calls.length > 0) {
      const { results, done } = await this.answerCalls(action.calls, { signal });
      return { observation: { results }, ...(done ? { terminated: true } : {}) };
    }
    const said = this.#unheard.splice(0).join("\n\n");
    const turn = await this.user.answer(said, { signal });
    return {
      observation: observationOf(turn),
      ...(turn.done === true ? { terminated: true } : {}),
      ...(turn.info === undefined ? {} : { info: turn.info }),
    };
  }

  /** Nothing by default. */
  async evidence(_options: {
    readonly ending: Ending;
    readonly signal: AbortSignal;
  }): Promise<Evidence<EvidenceData>> {
    return { data: null as EvidenceData };
  }

  /** Nothing to free by default. */
  async close(): Promise<void> {}
}

function observationOf({ message }: UserTurn): Transition["observation"] {
  return message === undefined ? {} : { message };
}
