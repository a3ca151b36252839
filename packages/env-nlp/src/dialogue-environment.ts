import {
  type Action,
  type Ending,
  type EpisodeContext,
  type Evidence,
  InteractiveEnvironment,
  type JsonObject,
  type Start,
  type ToolCall,
  type ToolResult,
  type ToolRun,
  type ToolSpec,
  type Transition,
  type TypedTask,
  type UserModel,
  type UserTurn,
} from "@agent-gym/core";

import { type Cast, makeCast } from "./cast.ts";
import type { NlpEvidence } from "./nlp-evidence.ts";
import type { NlpOptions } from "./nlp-options.ts";
import type { NlpTask } from "./task/nlp-task.ts";
import { type Scenario, scenarioOf } from "./task/scenario.ts";
import type { UserAct } from "./task/user-fields.ts";
import type { CodeTool } from "./tools/code-tool.ts";
import { DialogueState } from "./user/dialogue-state.ts";
import type { UserReply } from "./user/dialogue-user.ts";
import { phrasesOf } from "./words/phrases.ts";
import { makeWorld } from "./world/make-world.ts";

/** What an episode is played with. */
export interface DialogueSettings {
  readonly options: NlpOptions;
  readonly context: EpisodeContext;
  /** Tools that code answers, by name. */
  readonly codeTools: Readonly<Record<string, CodeTool>>;
}

/** One dialogue: a user who answers, tools over a world of tables. */
export class DialogueEnvironment extends InteractiveEnvironment<NlpTask, NlpEvidence> {
  readonly #settings: DialogueSettings;
  readonly #scenario: Scenario;
  readonly #state: DialogueState;
  #cast: Cast | undefined;
  #turns = 0;
  #act: Exclude<UserAct, "continue"> | null = null;

  protected override readonly user: UserModel = {
    open: (options) => this.#open(options),
    answer: (said, options) => this.#answer(said, options),
  };

  constructor(task: TypedTask<NlpTask>, settings: DialogueSettings) {
    super(task);
    this.#settings = settings;
    this.#scenario = scenarioOf(task.input);
    this.#state = new DialogueState(this.#scenario, makeWorld(this.#scenario.world));
  }

  protected override instructions(): string {
    const { language, task } = this.#scenario;
    const general = phrasesOf(language).instructions;
    return task.policy === undefined ? general : `${general}\n\n${task.policy}`;
  }

  protected override toolSpecs(): readonly ToolSpec[] {
    return this.#scenario.tools;
  }

  override async reset(options: {
    readonly seed: number;
    readonly signal: AbortSignal;
  }): Promise<Start> {
    this.#cast = await makeCast(this.#state, { task: this.task, ...this.#settings });
    return super.reset(options);
  }

  override async step(
    action: Action,
    options: { readonly signal: AbortSignal },
  ): Promise<Transition> {
    this.#turns += 1;
    this.#state.timeline.say("agent", action.text);
    const transition = await super.step(action, options);
    const { turns, roleCalls } = this.#scenario.limits;
    const isSpent = this.#turns >= turns || this.#state.roleCalls >= roleCalls;
    return transition.terminated !== true && isSpent
      ? { ...transition, truncated: true }
      : transition;
  }

  protected override async answerCalls(
    calls: readonly ToolCall[],
    { signal }: { readonly signal: AbortSignal },
  ): Promise<ToolRun> {
    const { desk } = this.#players;
    const results: ToolResult[] = [];
    // One after another: a later call sees what an earlier one did.
    for (const call of calls) {
      const result = await desk.answer(call, { signal });
      this.#state.timeline.answer(
        { text: "", calls: [call], malformed: [] },
        { results: [result] },
      );
      if (result.isError !== true) this.#state.succeed();
      results.push(result);
    }
    return { results, done: false };
  }

  override async evidence(_options: {
    readonly ending: Ending;
    readonly signal: AbortSignal;
  }): Promise<Evidence<NlpEvidence>> {
    const { world, told, reached, faults } = this.#state;
    return {
      data: {
        tables: world.tables(),
        told: [...told],
        stages: Object.fromEntries(reached),
        act: this.#act,
        faults,
      },
    };
  }

  async #open({ signal }: { readonly signal: AbortSignal }): Promise<UserTurn> {
    const { task } = this.#scenario;
    const reply: UserReply =
      task.initial_message === undefined
        ? await this.#players.user.open(this.#state, { signal })
        : { message: task.initial_message, act: "continue", tells: [] };
    this.#state.hearUser(reply.message, reply.tells);
    this.#noteTurn(reply);
    return { message: reply.message };
  }

  async #answer(said: string, { signal }: { readonly signal: AbortSignal }): Promise<UserTurn> {
    const state = this.#state;
    const phrases = phrasesOf(this.#scenario.language);
    await this.#track(said, signal);
    state.beginTurn();
    const reply = await this.#reply(said, phrases, signal);
    state.hearUser(reply.message, reply.tells);
    if (reply.act !== "continue") {
      this.#act = reply.act;
      await this.#track("", signal, false);
    }
    return {
      message: reply.message,
      ...(reply.act === "continue" ? {} : { done: true }),
      info: this.#noteTurn(reply),
    };
  }

  /** Only someone who was spoken to answers in words of their own, and nobody waits for ever. */
  async #reply(
    said: string,
    phrases: ReturnType<typeof phrasesOf>,
    signal: AbortSignal,
  ): Promise<UserReply> {
    const state = this.#state;
    if (state.staleTurns >= this.#scenario.patience) {
      return { message: phrases.leave, act: "give_up", tells: [] };
    }
    if (said.trim() === "") return { message: phrases.silence, act: "continue", tells: [] };
    return this.#players.user.reply(said, state, { signal });
  }

  async #track(said: string, signal: AbortSignal, questions = true): Promise<void> {
    const before = new Set(this.#state.reached.keys());
    await this.#players.tracker.track(said, this.#state, { signal, questions });
    for (const [stage, turn] of this.#state.reached) {
      if (!before.has(stage)) this.#settings.context.note("stage-reached", { stage, turn });
    }
  }

  #noteTurn({ act, rule }: UserReply): JsonObject {
    const { userTurns, staleTurns, told, unlocked } = this.#state;
    const data: JsonObject = {
      turn: userTurns,
      act,
      ...(rule === undefined ? {} : { rule }),
      told: [...told],
      unlocked: unlocked.map(({ id }) => id),
      stale: staleTurns,
    };
    this.#settings.context.note("user-turn", data);
    return data;
  }

  get #players(): Cast {
    if (this.#cast === undefined) throw new Error("The environment has not been reset.");
    return this.#cast;
  }
}
