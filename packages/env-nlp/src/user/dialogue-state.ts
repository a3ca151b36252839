import { type CheckedEpisode } from "../checks/evaluate-check.ts";
import { Timeline } from "../checks/timeline.ts";
import type { RecordedFault } from "../roles/role-fault.ts";
import type { Stage } from "../task/nlp-task.ts";
import type { Scenario, SettledFact } from "../task/scenario.ts";
import { firstSaid } from "../words/says.ts";
import type { Tables } from "../world/world-state.ts";
import type { World } from "../world/world.ts";

/** How far a dialogue has come. One per episode; whoever takes part in it changes it. */
export class DialogueState {
  readonly scenario: Scenario;
  readonly world: World;
  readonly timeline: Timeline = new Timeline();
  readonly faults: RecordedFault[] = [];
  /** Calls of the roles' models so far. */
  roleCalls: number = 0;
  /** The user's turns so far, the opening not counted. */
  userTurns: number = 0;
  /** The user's turns in a row without progress. */
  staleTurns: number = 0;
  readonly #initial: Tables;
  readonly #told = new Set<string>();
  readonly #asked = new Set<string>();
  readonly #reached = new Map<string, number>();
  #progressed = false;

  constructor(scenario: Scenario, world: World) {
    this.scenario = scenario;
    this.world = world;
    this.#initial = world.tables();
  }

  /** What checks look at, as things stand. */
  get checked(): CheckedEpisode {
    return {
      initial: this.#initial,
      tables: this.world.tables(),
      timeline: this.timeline,
      told: this.#told,
    };
  }

  /** The facts that the user has told. */
  get told(): ReadonlySet<string> {
    return this.#told;
  }

  /** Stages that were reached, each with the user's turn in which it was seen. */
  get reached(): ReadonlyMap<string, number> {
    return this.#reached;
  }

  /** Stages that were not reached yet, in order. */
  get openStages(): readonly Stage[] {
    return this.scenario.stages.filter(({ id }) => !this.#reached.has(id));
  }

  /** The facts that the user may tell by now. */
  get unlocked(): readonly SettledFact[] {
    return this.scenario.facts.filter(({ id, disclose }) => {
      if (disclose === "upfront") return true;
      if (disclose === "when_asked") return this.#asked.has(id);
      return disclose !== "never" && this.#reached.has(disclose.slice("after:".length));
    });
  }

  /** Facts that are told only when asked for, and were not asked for yet. */
  get unasked(): readonly SettledFact[] {
    return this.scenario.facts.filter(
      ({ id, disclose }) => disclose === "when_asked" && !this.#asked.has(id),
    );
  }

  /** The agent has asked for a fact. */
  ask(fact: string): void {
    this.#asked.add(fact);
  }

  /** The user says something, and tells facts by it: those named, and those whose words it says. */
  hearUser(message: string, told: readonly string[]): void {
    this.timeline.say("user", message);
    for (const { id, words } of this.scenario.facts) {
      const conveys =
        words === undefined ? told.includes(id) : firstSaid(message, words) !== undefined;
      if (!conveys || this.#told.has(id)) continue;
      this.#told.add(id);
      this.#progressed = true;
    }
  }

  reach(stage: string): void {
    if (this.#reached.has(stage)) return;
    this.#reached.set(stage, this.userTurns);
    this.#progressed = true;
  }

  /** A tool did what it was asked. */
  succeed(): void {
    this.#progressed = true;
  }

  /** A turn of the user begins: tells whether there was progress since the last one. */
  beginTurn(): void {
    this.userTurns += 1;
    this.staleTurns = this.#progressed ? 0 : this.staleTurns + 1;
    this.#progressed = false;
  }
}
