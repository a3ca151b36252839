import type { Action } from "../action/action.ts";
import type { Content } from "../action/content.ts";
import type { Json } from "../json/json.ts";
import type { TypedTask } from "../task/task.ts";
import { toolSpec } from "../tool/define-tool.ts";
import { runToolCalls } from "../tool/run-tool-calls.ts";
import type { AnyTool } from "../tool/tool.ts";
import type { Ending } from "./ending.ts";
import type { Environment, Start, Transition } from "./environment.ts";
import type { Evidence } from "./evidence.ts";

/**
 * The base of environments whose task is all there is: it asks once, answers calls with tools, and
 * ends when the agent speaks without calling. Give it a prompt and tools; override `reset` and `step`
 * for anything else.
 */
export abstract class StaticEnvironment<
  Data,
  EvidenceData = Json,
> implements Environment<EvidenceData> {
  /** The task of this episode, its data checked against the definition's schema. */
  readonly task: TypedTask<Data>;

  constructor(task: TypedTask<Data>) {
    this.task = task;
    // Members of the contract are passed around on their own.
    this.reset = this.reset.bind(this);
    this.step = this.step.bind(this);
    this.evidence = this.evidence.bind(this);
    this.close = this.close.bind(this);
  }

  /** The tools, over the environment itself as their state. */
  protected abstract readonly tools: readonly AnyTool<this>[];

  /** What the agent is asked. */
  protected abstract prompt(): Content | Promise<Content>;

  /** What an agent should know before it is asked; nothing by default. */
  protected instructions(): string | undefined {
    return undefined;
  }

  async reset(_options: { readonly seed: number; readonly signal: AbortSignal }): Promise<Start> {
    const instructions = this.instructions();
    return {
      observation: { message: await this.prompt() },
      tools: this.tools.map((tool) => toolSpec(tool)),
      ...(instructions === undefined ? {} : { instructions }),
    };
  }

  async step(action: Action, { signal }: { readonly signal: AbortSignal }): Promise<Transition> {
    if (action.calls.length === 0) return { observation: {}, terminated: true };
    const { results, done } = await runToolCalls(this.tools, action.calls, { state: this, signal });
    return { observation: { results }, ...(done ? { terminated: true } : {}) };
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
