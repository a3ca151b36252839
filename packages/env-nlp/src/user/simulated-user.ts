import { type ChatMessage, digestJson, type Json, type JsonObject } from "@agent-gym/core";

import { fence, makeNonce } from "../roles/fence.ts";
import type { Fault } from "../roles/role-fault.ts";
import type { Reading, RolePlayer } from "../roles/role-player.ts";
import { rolePrompts } from "../roles/role.ts";
import type { UserAct } from "../task/user-fields.ts";
import { phrasesOf } from "../words/phrases.ts";
import type { DialogueState } from "./dialogue-state.ts";
import type { DialogueUser, UserReply } from "./dialogue-user.ts";
import { messageFaults } from "./message-faults.ts";
import { mayAccept, type Unmet, unmet } from "./unmet.ts";

const answerSchema: JsonObject = {
  type: "object",
  properties: {
    message: { type: "string" },
    facts_used: { type: "array", items: { type: "string" } },
    act: { enum: ["continue", "accept", "give_up"] },
  },
  required: ["message", "facts_used", "act"],
  additionalProperties: false,
};

/** Giving up is no way to begin. */
const firstGiveUp = 2;

/**
 * A user that a model plays. The model is given only what it may tell by now, and what it says is
 * held against that before anybody hears it. When no attempt is good, a phrase of ours stands in,
 * which tells nothing and decides nothing.
 */
export class SimulatedUser implements DialogueUser {
  readonly #player: RolePlayer;
  readonly #secret: string;
  readonly #history: ChatMessage[] = [];
  #ordinal = 0;

  constructor(player: RolePlayer, { secret }: { readonly secret: string }) {
    this.#player = player;
    this.#secret = secret;
  }

  readonly open: DialogueUser["open"] = (state, { signal }) => this.#turn(null, state, signal);

  readonly reply: DialogueUser["reply"] = (said, state, { signal }) =>
    this.#turn(said, state, signal);

  async #turn(said: string | null, state: DialogueState, signal: AbortSignal): Promise<UserReply> {
    const open = unmet(state);
    const ordinal = this.#ordinal++;
    const turn: JsonObject = {
      said,
      facts: state.unlocked.map(({ id, text }) => ({ id, text })),
      ...(state.openStages[0] === undefined ? {} : { stage: state.openStages[0].description }),
      unmet: unmetLines(open, state),
      behave: await this.#behaviours(state, ordinal),
      turn: ordinal,
    };
    const asked: ChatMessage = {
      role: "user",
      content: fence("turn", turn, await makeNonce(this.#secret, "user", ordinal)),
    };
    if (this.#history.length === 0) this.#history.push(await this.#system(state));
    const { answer, faults } = await this.#player.ask(
      {
        messages: [...this.#history, asked],
        schema: answerSchema,
        read: (value) => readTurn(value, { state, open, opening: said === null }),
      },
      { signal },
    );
    state.faults.push(...faults);
    const reply = answer ?? {
      message: phrasesOf(state.scenario.language).goOn,
      act: "continue",
      tells: [],
    };
    const kept = { message: reply.message, facts_used: reply.tells, act: reply.act };
    this.#history.push(asked, { role: "assistant", content: JSON.stringify(kept) });
    return reply;
  }

  async #system({ scenario }: DialogueState): Promise<ChatMessage> {
    const { task, user, language, languageTag } = scenario;
    const you: JsonObject = {
      language: languageTag,
      place: task.environment_description,
      ...(task.user_persona === undefined ? {} : { persona: task.user_persona }),
      ...(user.goal === undefined ? {} : { goal: user.goal }),
      ...(user.unknown === undefined ? {} : { does_not_know: user.unknown }),
    };
    // The opening stands in the task: the model must know that it has said it.
    const opening = task.initial_message;
    const said = opening === undefined ? {} : { has_said: opening };
    const fenced = fence("you", { ...you, ...said }, await makeNonce(this.#secret, "user"));
    return { role: "system", content: `${rolePrompts.user[language].text}\n\n${fenced}` };
  }

  async #behaviours({ scenario }: DialogueState, ordinal: number): Promise<Json> {
    const chosen: string[] = [];
    for (const [behaviour, chance] of Object.entries(scenario.user.behaviours ?? {})) {
      const digest = await digestJson([this.#secret, behaviour, ordinal]);
      if (Number.parseInt(digest.slice(0, 8), 16) / 2 ** 32 < chance) chosen.push(behaviour);
    }
    return chosen;
  }
}

function readTurn(
  value: JsonObject,
  {
    state,
    open,
    opening,
  }: {
    readonly state: DialogueState;
    readonly open: Unmet;
    readonly opening: boolean;
  },
): Reading<UserReply> {
  const {
    message,
    facts_used: tells,
    act,
  } = value as unknown as {
    readonly message: string;
    readonly facts_used: readonly string[];
    readonly act: UserAct;
  };
  const { scenario, unlocked } = state;
  const { task, user, facts, languageTag } = scenario;
  const locked = facts.filter(({ id }) => unlocked.every((fact) => fact.id !== id));
  const faults: Fault[] = [
    ...messageFaults(message, {
      language: languageTag,
      unlocked,
      locked,
      known: [
        task.user_persona ?? "",
        user.goal ?? "",
        task.environment_description,
        task.initial_message ?? "",
        ...(user.unknown ?? []),
        ...state.openStages.slice(0, 1).map(({ description }) => description),
        ...state.timeline.said("agent"),
        ...state.timeline.said("user"),
      ],
      ownMessages: state.timeline.said("user"),
      agentMessages: state.timeline.said("agent"),
    }),
    ...tells.flatMap((id): Fault[] => {
      if (unlocked.some((fact) => fact.id === id)) return [];
      return locked.some((fact) => fact.id === id)
        ? [{ kind: "disclosed", message: `the fact ${JSON.stringify(id)} is not to be told now` }]
        : [{ kind: "unknown-fact", message: `there is no fact ${JSON.stringify(id)}` }];
    }),
    ...actFaults(act, { state, open, opening, tells }),
  ];
  return { answer: { message, act, tells }, faults };
}

function actFaults(
  act: UserAct,
  {
    state,
    open,
    opening,
    tells,
  }: {
    readonly state: DialogueState;
    readonly open: Unmet;
    readonly opening: boolean;
    readonly tells: readonly string[];
  },
): readonly Fault[] {
  if (act === "continue") return [];
  if (opening) {
    return [
      { kind: "ends-early", message: "the conversation has only begun: act must be continue" },
    ];
  }
  if (act === "give_up") {
    return state.userTurns < firstGiveUp
      ? [{ kind: "ends-early", message: "give the assistant another chance: act must be continue" }]
      : [];
  }
  // What this very message tells is told by then.
  const untold = open.untold.filter((id) => !tells.includes(id));
  if (mayAccept({ ...open, untold })) return [];
  const lines = unmetLines({ ...open, untold }, state).join("; ");
  return [
    {
      kind: "accepts-early",
      message: `you can't accept yet (${lines}): act must be continue`,
      // That the agent has not done it is told by code, and is no fault of the user's model.
      harmless: open.undone || open.stages.length > 0,
    },
  ];
}

/** What the user can see of what is missing; nothing that it does not know of. */
function unmetLines({ untold, undone, stages }: Unmet, state: DialogueState): readonly string[] {
  const chinese = state.scenario.language === "zh";
  const known = new Map(state.unlocked.map(({ id, text }) => [id, text]));
  const later = chinese ? "还有事情要在被问到时才说" : "there is more to tell when you are asked";
  return [
    ...new Set(
      untold.map((id) => {
        const text = known.get(id);
        if (text === undefined) return later;
        return chinese ? `你还没有说：${text}` : `you have not told yet: ${text}`;
      }),
    ),
    ...(undone ? [chinese ? "你要的事还没有办成" : "what you want has not been done yet"] : []),
    ...stages
      .slice(0, 1)
      .map((stage) => (chinese ? `还没有发生：${stage}` : `has yet to happen: ${stage}`)),
  ];
}
