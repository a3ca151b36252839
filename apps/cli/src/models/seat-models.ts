import { type JsonObject, UsageError } from "@agent-gym/core";

import { checkEndpoint } from "../endpoint/check-endpoint.ts";
import type { EndpointChoice } from "../endpoint/choose-endpoint.ts";
import type { ModelCallFlags } from "../flags/model-call-flags.ts";
import { readCacheChoice } from "./model-cache-flag.ts";
import { type ModelSeat, seatOf } from "./model-seat.ts";
import type { RoleSource } from "./role-sources.ts";

/** The agent's model, as the command line asks for it. */
export interface AgentSource {
  /** All roles of the agent; one model plays them. */
  readonly roles: readonly string[];
  /** Absent when recorded answers are all there is. */
  readonly choice: EndpointChoice | undefined;
  /** Absent: the one model that the endpoint lists. */
  readonly model?: string;
  /** What names the model: `--model`. */
  readonly flag: string;
  readonly sampling: JsonObject;
  readonly body: JsonObject;
}

/** A model that is known to be there, with its roles, before it is made. */
export interface SeatedModel {
  readonly seat: ModelSeat;
  readonly choice: EndpointChoice | undefined;
}

export interface SeatOptions {
  readonly flags: ModelCallFlags;
  /** Nothing will be asked after it. */
  readonly dryRun?: boolean;
  readonly signal: AbortSignal;
  readonly notice: (text: string) => void;
}

/** @throws UsageError or ProviderError when the agent's endpoint can't play. */
export async function seatAgent(agent: AgentSource, options: SeatOptions): Promise<SeatedModel> {
  const { choice, roles } = agent;
  return { seat: seatOf(roles, await nameOf(agent, options), choice), choice };
}

/**
 * One seat for each endpoint and model: it is asked once, whatever the number of its roles.
 *
 * @throws UsageError or ProviderError when one of the endpoints can't play.
 */
export async function seatRoles(
  sources: readonly RoleSource[],
  options: SeatOptions,
): Promise<readonly SeatedModel[]> {
  const groups = new Map<string, RoleSource & { readonly roles: string[] }>();
  for (const source of sources) {
    const { choice, model, role } = source;
    const key = JSON.stringify([choice?.url, choice?.key, model]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...source, roles: [role] });
    else group.roles.push(role);
  }
  const seats = [...groups.values()].map(async ({ choice, model, roles }) => {
    const source = { choice, flag: "--env-llm-model", body: {}, ...(model && { model }) };
    return { seat: seatOf(roles, await nameOf(source, options), choice), choice };
  });
  return Promise.all(seats);
}

async function nameOf(
  { choice, model, flag, body }: Pick<AgentSource, "choice" | "model" | "flag" | "body">,
  { flags, dryRun = false, signal, notice }: SeatOptions,
): Promise<string> {
  if (choice === undefined) {
    if (model !== undefined) return model;
    throw new UsageError(
      `--model-cache replay asks no endpoint for its models: name the one that was recorded with ${flag}.`,
      { code: "missing-model" },
    );
  }
  const { model: name, notice: found } = await checkEndpoint(choice, {
    ...(model === undefined ? {} : { model }),
    flag,
    stream: flags.stream ?? false,
    body,
    ask: questionFor(flags, dryRun),
    ...(flags.api === undefined ? {} : { api: flags.api }),
    signal,
  });
  if (found !== undefined) notice(found);
  return name;
}

function questionFor(
  { maxCost, modelCache }: ModelCallFlags,
  dryRun: boolean,
): "first" | "unlisted" | "never" {
  // The ledger of a budget lies in the run's folder, which is not there yet.
  if (maxCost !== undefined) return "never";
  // The answers of a cache may be all that is needed.
  const mayReplay = readCacheChoice(modelCache)?.mode === "replay-or-live";
  return dryRun || mayReplay ? "unlisted" : "first";
}
