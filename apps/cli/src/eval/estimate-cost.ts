import { join, resolve } from "node:path";

import { addUsage, noUsage, type Usage } from "@agent-gym/core";
import { latestEntries, openRun, type RunRecord } from "@agent-gym/runner";

import type { ModelSeat } from "../models/model-seat.ts";
import type { PreparedModels } from "../models/prepare-models.ts";
import { listRuns } from "../show/find-run.ts";

/** What a run may use and cost, by an earlier one. */
export interface CostEstimate {
  /** Of all episodes, in and out. */
  readonly tokens: number;
  /** US dollars; `null` when a price is not known. */
  readonly cost: number | null;
  /** The run that it goes by. */
  readonly from: string;
}

/** So many of the latest runs are looked at. */
const mostRuns = 20;

/**
 * Goes by the latest run of the same environment under the log folder, rather one of the same agent and
 * model: what an episode of it took on average, at today's prices. `undefined` when there is none, or
 * when no model is asked.
 */
export async function estimateCost(
  episodes: number,
  {
    environment,
    agent,
    models,
    logDir,
    cwd,
  }: {
    readonly environment: string;
    readonly agent: string;
    readonly models: PreparedModels;
    readonly logDir: string;
    readonly cwd: string;
  },
): Promise<CostEstimate | undefined> {
  const seats = [...(models.agent === undefined ? [] : [models.agent]), ...models.environment];
  if (seats.length === 0) return undefined;
  const record = await findEarlier(resolve(cwd, logDir), {
    environment,
    agent,
    model: models.agent?.name,
  });
  if (record === undefined) return undefined;
  const used = meanUsage(record);
  let total: Usage = noUsage;
  for (const [role, usage] of used) {
    const cost = costAt(
      seats.find(({ roles }) => roles.includes(role)),
      usage,
      models,
    );
    total = addUsage(total, { ...usage, cost });
  }
  return {
    tokens: Math.round((total.inputTokens + total.outputTokens) * episodes),
    cost: total.cost === null ? null : total.cost * episodes,
    from: record.description.runId,
  };
}

async function findEarlier(
  root: string,
  {
    environment,
    agent,
    model,
  }: Readonly<Record<"environment" | "agent", string>> & {
    readonly model: string | undefined;
  },
): Promise<RunRecord | undefined> {
  let second: RunRecord | undefined;
  for (const name of (await listRuns(root)).slice(0, mostRuns)) {
    const record = await openRun(join(root, name)).catch(() => undefined);
    const { identity } = record?.description ?? {};
    if (record === undefined || identity?.environment.name !== environment) continue;
    if (record.summary.scored === 0 || record.summary.usage.outputTokens === 0) continue;
    if (identity.agent.name === agent && identity.model["name"] === model) return record;
    second ??= record;
  }
  return second;
}

/** What a scored episode took on average, by role. */
function meanUsage({ entries }: RunRecord): ReadonlyMap<string, Usage> {
  const scored = latestEntries(entries).filter(({ reward }) => reward !== null);
  const totals = new Map<string, Usage>();
  for (const { usage } of scored) {
    for (const [role, used] of Object.entries(usage)) {
      totals.set(role, addUsage(totals.get(role) ?? noUsage, used));
    }
  }
  const count = scored.length;
  return new Map(
    [...totals].map(([role, { inputTokens, cachedTokens, outputTokens, reasoningTokens }]) => [
      role,
      {
        inputTokens: inputTokens / count,
        cachedTokens: cachedTokens / count,
        outputTokens: outputTokens / count,
        reasoningTokens: reasoningTokens / count,
        cost: null,
      },
    ]),
  );
}

function costAt(
  seat: ModelSeat | undefined,
  usage: Usage,
  { prices }: PreparedModels,
): number | null {
  return seat?.url === undefined ? null : prices.costOf(usage, { name: seat.name, url: seat.url });
}
