import type { JsonObject } from "@agent-gym/core";
import type { ChatMessage } from "@agent-gym/core";

import { allHold } from "../checks/evaluate-check.ts";
import { quotes } from "../judge/quotes.ts";
import { fence, makeNonce } from "../roles/fence.ts";
import type { Fault } from "../roles/role-fault.ts";
import type { Reading, RolePlayer } from "../roles/role-player.ts";
import { rolePrompts } from "../roles/role.ts";
import type { Stage } from "../task/nlp-task.ts";
import type { SettledFact } from "../task/scenario.ts";
import type { DialogueState } from "../user/dialogue-state.ts";
import { firstSaid } from "../words/says.ts";

interface Sighting {
  readonly id: string;
  readonly n: number;
  readonly quote: string;
}

interface Sightings {
  readonly stages: readonly Sighting[];
  readonly asked: readonly Sighting[];
}

const sightings: JsonObject = {
  type: "array",
  items: {
    type: "object",
    properties: { id: { type: "string" }, n: { type: "integer" }, quote: { type: "string" } },
    required: ["id", "n", "quote"],
    additionalProperties: false,
  },
};

const answerSchema: JsonObject = {
  type: "object",
  properties: { stages: sightings, asked: sightings },
  required: ["stages", "asked"],
  additionalProperties: false,
};

/**
 * Tells which stages were reached and which facts the agent asked for: by checks and words where the
 * task gives them, else by a model that must quote what shows it.
 */
export class StageTracker {
  readonly #player: RolePlayer | undefined;
  readonly #secret: string;
  readonly #history: ChatMessage[] = [];
  #seen = 0;
  #ordinal = 0;

  constructor(player: RolePlayer | undefined, { secret }: { readonly secret: string }) {
    this.#player = player;
    this.#secret = secret;
  }

  /**
   * Brings the state up to date.
   *
   * @param said what the agent has said since the user's last turn.
   */
  async track(
    said: string,
    state: DialogueState,
    {
      signal,
      questions = true,
    }: {
      readonly signal: AbortSignal;
      /** Whether it still matters what the agent asked for. */
      readonly questions?: boolean;
    },
  ): Promise<void> {
    for (const { id, done } of state.openStages) {
      if (done !== undefined && allHold(done, state.checked)) state.reach(id);
    }
    for (const { id, asked } of state.unasked) {
      if (asked !== undefined && firstSaid(said, asked) !== undefined) state.ask(id);
    }
    const stages = state.openStages.filter(({ done }) => done === undefined);
    const topics = questions ? state.unasked.filter(({ asked }) => asked === undefined) : [];
    if (this.#player === undefined || (stages.length === 0 && topics.length === 0)) return;
    const fresh = state.timeline.entries.slice(this.#seen);
    // While the agent is silent nothing can happen; only the user's last words still may.
    if (fresh.length === 0 || (questions && fresh.every(({ by }) => by === "user"))) return;
    await this.#ask(this.#player, state, { stages, topics, signal });
  }

  async #ask(
    player: RolePlayer,
    state: DialogueState,
    {
      stages,
      topics,
      signal,
    }: {
      readonly stages: readonly Stage[];
      readonly topics: readonly SettledFact[];
      readonly signal: AbortSignal;
    },
  ): Promise<void> {
    const { entries } = state.timeline;
    const fresh = entries
      .slice(this.#seen)
      .map((entry, index) => ({ n: this.#seen + index, ...entry }));
    const data: JsonObject = {
      entries: fresh,
      open_stages: stages.map(({ id, description }) => ({ id, description })),
      topics: topics.map(({ id, text }) => ({ id, text })),
    };
    if (this.#history.length === 0) {
      const { text } = rolePrompts.tracker[state.scenario.language];
      this.#history.push({ role: "system", content: text });
    }
    const nonce = await makeNonce(this.#secret, "tracker", this.#ordinal++);
    const asked: ChatMessage = { role: "user", content: fence("news", data, nonce) };
    const { answer, faults } = await player.ask<Sightings>(
      {
        messages: [...this.#history, asked],
        schema: answerSchema,
        read: (value) => readSightings(value, { state, stages, topics }),
      },
      { signal },
    );
    state.faults.push(...faults);
    this.#seen = entries.length;
    const kept = answer ?? { stages: [], asked: [] };
    this.#history.push(asked, { role: "assistant", content: JSON.stringify(kept) });
    for (const { id } of kept.stages) state.reach(id);
    for (const { id } of kept.asked) state.ask(id);
  }
}

function readSightings(
  value: JsonObject,
  {
    state,
    stages,
    topics,
  }: {
    readonly state: DialogueState;
    readonly stages: readonly Stage[];
    readonly topics: readonly SettledFact[];
  },
): Reading<Sightings> {
  const answer = value as unknown as Sightings;
  const { entries } = state.timeline;
  const check = (found: Sighting, known: readonly { readonly id: string }[]): Fault[] => {
    if (known.every(({ id }) => id !== found.id)) {
      return [{ kind: "unknown-id", message: `${JSON.stringify(found.id)} is not asked about` }];
    }
    return quotes(entries[found.n], found.quote)
      ? []
      : [
          {
            kind: "bad-quote",
            message: `the quote for ${found.id} does not stand in entry ${found.n}`,
          },
        ];
  };
  const faults = [
    ...answer.stages.flatMap((found) => check(found, stages)),
    ...answer.asked.flatMap((found) => check(found, topics)),
    ...answer.asked.flatMap(({ id, n }): Fault[] =>
      entries[n]?.by === "agent"
        ? []
        : [{ kind: "bad-quote", message: `entry ${n} is not the assistant asking for ${id}` }],
    ),
  ];
  return faults.length === 0 ? { answer, faults } : { faults };
}
