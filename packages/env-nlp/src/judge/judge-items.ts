import { type ChatMessage, type Json, type JsonObject, VerifierError } from "@agent-gym/core";

import type { CheckedEpisode } from "../checks/evaluate-check.ts";
import { fence, makeNonce } from "../roles/fence.ts";
import type { Fault } from "../roles/role-fault.ts";
import type { Reading, RolePlayer } from "../roles/role-player.ts";
import { rolePrompts } from "../roles/role.ts";
import type { JudgedCheck } from "../task/check.ts";
import type { Scenario, SettledItem } from "../task/scenario.ts";
import { changedRows } from "../world/changed-rows.ts";
import { quotes } from "./quotes.ts";

/** What the judge says of one item. */
export interface Judgement {
  readonly id: string;
  readonly verdict: "met" | "not_met" | "cannot_tell";
  /** The entry that shows it, from 0. */
  readonly n?: number;
  readonly quote?: string;
  readonly reason?: string;
}

type JudgedItem = SettledItem & JudgedCheck;

const answerSchema: JsonObject = {
  type: "object",
  properties: {
    items: {
      type: "array",
      items: {
        type: "object",
        properties: {
          id: { type: "string" },
          verdict: { enum: ["met", "not_met", "cannot_tell"] },
          n: { type: ["integer", "null"] },
          quote: { type: ["string", "null"] },
          reason: { type: "string" },
        },
        required: ["id", "verdict"],
      },
    },
  },
  required: ["items"],
};

/** How many votes there are at most about an item that the judge can't tell. */
const mostVotes = 3;

/**
 * Has a model judge items. Each verdict is keyed by the item's id and given once; what is met must be
 * shown by a quote that stands where the judge says. What is missing or bad is asked for again, alone.
 * An item that the judge can't tell is voted on anew, in another order, until two votes agree.
 *
 * @throws VerifierError when an item has no good verdict in the end, or stays undecided.
 */
export async function judgeItems(
  items: readonly JudgedItem[],
  {
    scenario,
    episode,
    player,
    secret,
    signal,
  }: {
    readonly scenario: Scenario;
    readonly episode: CheckedEpisode;
    readonly player: RolePlayer;
    readonly secret: string;
    readonly signal: AbortSignal;
  },
): Promise<ReadonlyMap<string, Judgement>> {
  const decided = new Map<string, Judgement>();
  const votes = new Map<string, Judgement[]>();
  let pending = items;
  for (let vote = 0; vote < mostVotes && pending.length > 0; vote += 1) {
    // Another order shows whether a verdict hangs on its place.
    const ordered = vote % 2 === 0 ? pending : pending.toReversed();
    const judged = await vote1(ordered, { scenario, episode, player, secret, signal, vote });
    for (const judgement of judged) {
      const before = votes.get(judgement.id) ?? [];
      votes.set(judgement.id, [...before, judgement]);
      const agrees = before.some(({ verdict }) => verdict === judgement.verdict);
      const isFirst = before.length === 0;
      if (judgement.verdict !== "cannot_tell" && (isFirst || agrees)) {
        decided.set(judgement.id, judgement);
      }
    }
    pending = items.filter(({ id }) => !decided.has(id));
  }
  if (pending.length === 0) return decided;
  const details = Object.fromEntries(
    pending.map(({ id }) => [id, (votes.get(id) ?? []).map(({ verdict }) => verdict)]),
  );
  throw new VerifierError(`The judge could not tell ${pending.map(({ id }) => id).join(", ")}.`, {
    details,
  });
}

async function vote1(
  items: readonly JudgedItem[],
  {
    scenario,
    episode,
    player,
    secret,
    signal,
    vote,
  }: {
    readonly scenario: Scenario;
    readonly episode: CheckedEpisode;
    readonly player: RolePlayer;
    readonly secret: string;
    readonly signal: AbortSignal;
    readonly vote: number;
  },
): Promise<readonly Judgement[]> {
  const { entries } = episode.timeline;
  const good = new Map<string, Judgement>();
  const nonce = await makeNonce(secret, "judge", vote);
  const data: JsonObject = {
    customer: customerOf(scenario),
    entries: entries.map((entry, n) => ({ n, ...entry })),
    changes: changesOf(episode),
    items: items.map(({ id, text }) => ({ id, statement: text })),
  };
  const messages: readonly ChatMessage[] = [
    { role: "system", content: rolePrompts.judge[scenario.language].text },
    { role: "user", content: fence("case", data, nonce) },
  ];
  const { answer, faults } = await player.ask<true>(
    {
      messages,
      schema: answerSchema,
      read: (value) => readJudgements(value, { items, episode, good }),
    },
    { signal },
  );
  if (answer === true) return items.flatMap(({ id }) => good.get(id) ?? []);
  const missing = items.filter(({ id }) => !good.has(id)).map(({ id }) => id);
  throw new VerifierError(`The judge gave no usable verdict on ${missing.join(", ")}.`, {
    details: { faults: faults.map(({ kind, message }) => ({ kind, message })) },
  });
}

/** Takes what is good of an answer, and says what is not: only that is asked for again. */
function readJudgements(
  value: JsonObject,
  {
    items,
    episode,
    good,
  }: {
    readonly items: readonly JudgedItem[];
    readonly episode: CheckedEpisode;
    readonly good: Map<string, Judgement>;
  },
): Reading<true> {
  const given = value["items"] as unknown as readonly Judgement[];
  const faults: Fault[] = [];
  for (const { id } of items) {
    const own = given.filter((one) => one.id === id);
    if (new Set(own.map(({ verdict }) => verdict)).size > 1) {
      good.delete(id);
      faults.push({ kind: "contradicts", message: `item ${id} has two verdicts` });
      continue;
    }
    const [judgement] = own;
    if (judgement === undefined) {
      if (!good.has(id))
        faults.push({ kind: "missing-verdict", message: `item ${id} has no verdict` });
      continue;
    }
    if (own.length > 1) {
      faults.push({ kind: "repeated-verdict", message: `item ${id} must stand there once` });
      continue;
    }
    const { n, quote } = judgement;
    const isShown =
      typeof n === "number" &&
      typeof quote === "string" &&
      quotes(episode.timeline.entries[n], quote);
    if (judgement.verdict === "met" && !isShown) {
      faults.push({
        kind: "bad-quote",
        message: `item ${id} is said to be met, and its quote does not stand in the entry it names`,
      });
      continue;
    }
    good.set(id, judgement);
  }
  const unknown = given.find(({ id }) => items.every((item) => item.id !== id));
  if (unknown !== undefined) {
    faults.push({
      kind: "unknown-item",
      message: `there is no item ${JSON.stringify(unknown.id)}`,
    });
  }
  return faults.length === 0 ? { answer: true, faults } : { faults };
}

function customerOf({ task, user, facts }: Scenario): JsonObject {
  return {
    ...(task.user_persona === undefined ? {} : { persona: task.user_persona }),
    ...(user.goal === undefined ? {} : { goal: user.goal }),
    ...(facts.length === 0 ? {} : { facts: facts.map(({ text }) => text) }),
    ...(task.policy === undefined ? {} : { rules_for_the_assistant: task.policy }),
  };
}

function changesOf({ initial, tables }: CheckedEpisode): Json {
  const names = [...new Set([...Object.keys(initial), ...Object.keys(tables)])];
  return names.flatMap((table) =>
    changedRows(initial[table] ?? [], tables[table] ?? []).map(({ before, after }) => ({
      table,
      before: before ?? null,
      after: after ?? null,
    })),
  );
}
