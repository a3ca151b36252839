import { hash } from "node:crypto";

import {
  addUsage,
  canonicalJson,
  type Json,
  type JsonObject,
  noUsage,
  type RecordedEvent,
} from "@agent-gym/core";
import type { EpisodeRecord, IndexEntry, RunDescription } from "@agent-gym/runner";

import { actionsOf, upToLastAction } from "./actions.ts";
import { recordedSettings } from "./recorded-settings.ts";
import { type Provenance, type Row, rowFormat } from "./row.ts";
import type { GroupTask } from "./task-group.ts";
import { wellFormedTranscript } from "./well-formed-text.ts";

/** What one attempt's row is made of. */
export interface RowSource {
  readonly run: Pick<RunDescription, "runId" | "identity">;
  readonly task: GroupTask;
  readonly entry: IndexEntry;
  readonly episode: EpisodeRecord;
}

/** The row of an attempt, or why its record holds none. */
export type MadeRow =
  | { readonly ok: true; readonly row: Row }
  | { readonly ok: false; readonly reason: string; readonly ending: string };

/**
 * Makes the canonical row of one attempt: of what was recorded and nothing else, so that the same
 * record gives the same row.
 */
export function makeRow({ run, task, entry, episode: recorded }: RowSource): MadeRow {
  const { transcript: whole, events } = recorded;
  const ending = endingText(entry);
  if (whole === undefined) {
    return { ok: false, reason: `its environment never started (${ending})`, ending };
  }
  const transcript = upToLastAction(wellFormedTranscript(whole));
  if (transcript === undefined) {
    return { ok: false, reason: `its agent never acted (${ending})`, ending };
  }
  const episode = { ...recorded, transcript };
  const settings = recordedSettings(events);
  const provenance = makeProvenance({ run, task, entry, episode });
  return {
    ok: true,
    row: {
      format: rowFormat,
      id: `${run.runId}/${task.id}#${entry.attempt}`,
      transcript,
      loss: actionsOf(transcript).map(() => true),
      settings,
      provenance: {
        ...provenance,
        teacher: {
          ...provenance.teacher,
          ...(settings === undefined
            ? {}
            : { dialect: settings.dialect, systemPromptVersion: settings.systemPromptVersion }),
        },
      },
    },
  };
}

function makeProvenance({ run, task, entry, episode }: RowSource): Provenance {
  const { identity, runId } = run;
  const { events, transcript } = episode;
  const { environment, agent, model, sandbox } = identity;
  const { reward, success, scores, unscored } = entry;
  const start = events.find((event) => event.type === "episode-start");
  const calls = events.filter((event) => event.type === "model-call" && event.role === "agent");
  const { language, license, source } = task;
  return {
    run: runId,
    task: task.id,
    digest: task.digest,
    attempt: entry.attempt,
    seed: start?.type === "episode-start" ? start.seed : null,
    environment: { name: environment.name, version: environment.version },
    sandbox: sandbox === null ? null : { kind: sandbox.kind, version: sandbox.version },
    teacher: { agent: agent.name, models: modelsOf(calls) },
    sampling: { ...model, ...samplingOf(agent.settings), ...requestSampling(calls) },
    verdict: {
      reward,
      success,
      ...(scores === undefined ? {} : { scores }),
      ...(unscored === undefined ? {} : { reason: unscored.reason }),
    },
    ending: endingText(entry),
    usage: Object.values(entry.usage).reduce(addUsage, noUsage),
    promptDigest: digest([
      transcript?.instructions ?? null,
      (transcript?.turns[0] ?? null) as unknown as Json,
    ]),
    toolsDigest: digest((transcript?.tools ?? []) as unknown as Json),
    ...(language === undefined ? {} : { language }),
    ...(license === undefined ? {} : { license }),
    ...(source === undefined ? {} : { source }),
  };
}

/** How an attempt ended, in one word or two. */
function endingText({ ending }: IndexEntry): string {
  if (ending.status === "limit") return `limit:${ending.limit}`;
  return ending.status === "error" ? `error:${ending.boundary}` : ending.status;
}

function modelsOf(calls: readonly RecordedEvent[]): readonly string[] {
  return [...new Set(calls.flatMap((call) => (call.type === "model-call" ? [call.model] : [])))];
}

function samplingOf(settings: JsonObject): JsonObject {
  const { sampling } = settings;
  return isObject(sampling) ? sampling : {};
}

// The wire knows best: a ladder of temperatures differs from attempt to attempt.
function requestSampling(calls: readonly RecordedEvent[]): JsonObject {
  const first = calls[0];
  const sampling = first?.type === "model-call" ? first.request?.["sampling"] : undefined;
  return isObject(sampling) ? sampling : {};
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function digest(value: Json): string {
  return hash("sha256", canonicalJson(value));
}
