import { resolve } from "node:path";

import { type ChatModel, type JsonObject, UsageError } from "@agent-gym/core";
import { type ModelCache, openModelCache, openPriceBook, type PriceBook } from "@agent-gym/model";
import type { RunBudget } from "@agent-gym/runner";

import type { ModelCallFlags } from "../flags/model-call-flags.ts";
import { readCacheChoice } from "./model-cache-flag.ts";
import { ModelPool } from "./model-pool.ts";
import type { ModelSeat } from "./model-seat.ts";
import type { RoleSource } from "./role-sources.ts";
import { runSpending } from "./run-spending.ts";
import { type AgentSource, type SeatedModel, seatAgent, seatRoles } from "./seat-models.ts";

/** Models that answer, each with its roles. */
export interface PreparedModels extends AsyncDisposable {
  /** @throws UsageError for a role that nobody plays. */
  readonly model: (role: string) => ChatModel;
  /** The agent's; absent when it asks none. */
  readonly agent?: ModelSeat;
  /** Those of the environment's roles. */
  readonly environment: readonly ModelSeat[];
  /** Of whoever judges what was played: the run knows nothing of it. Absent when nobody does. */
  readonly judge?: {
    readonly seat: ModelSeat;
    readonly model: ChatModel;
  };
  /** What decides their answers, besides the environment's own options. */
  readonly identity: JsonObject;
  readonly prices: PriceBook;
  /** Absent without `--max-cost`. */
  readonly budget?: RunBudget;
}

export interface PrepareModelsOptions {
  readonly agent: AgentSource | undefined;
  /** Who plays the environment's roles. */
  readonly roles: readonly RoleSource[];
  /** Who judges what was played. Default: nobody. */
  readonly judge?: AgentSource | undefined;
  readonly flags: ModelCallFlags & { readonly maxTokens?: number };
  /** Relative paths of flags start here. */
  readonly cwd: string;
  /** Nothing will be asked, so nothing is opened for it. */
  readonly dryRun?: boolean;
  readonly signal: AbortSignal;
  readonly notice: (text: string) => void;
}

/**
 * Asks every endpoint once whether it can play, and makes the models.
 *
 * @throws UsageError or ProviderError in one line, before anything is spent but for a token.
 */
export async function prepareModels(options: PrepareModelsOptions): Promise<PreparedModels> {
  const { agent, flags, dryRun = false } = options;
  const cacheChoice = readCacheChoice(flags.modelCache);
  const prices = await openPrices(options);
  const agentSeat = agent === undefined ? undefined : await seatAgent(agent, options);
  const roleSeats = await seatRoles(options.roles, options);
  const judgeSeat =
    options.judge === undefined ? undefined : await seatAgent(options.judge, withoutApi(options));
  const spending = flags.maxCost === undefined ? undefined : runSpending(flags.maxCost, options);
  const cache =
    cacheChoice === undefined || dryRun
      ? undefined
      : await openModelCache({
          mode: cacheChoice.mode,
          file: resolve(options.cwd, cacheChoice.file),
        });
  const pool = new ModelPool({
    stream: flags.stream ?? false,
    prices,
    ...(spending === undefined ? {} : { budget: spending.budget }),
    ...(cache === undefined ? {} : { cache }),
  });
  const close = closing(pool, cache);
  let players: ReadonlyMap<string, ChatModel>;
  let judge: PreparedModels["judge"];
  try {
    players = openPlayers(pool, { agent, agentSeat, roleSeats, flags });
    if (judgeSeat !== undefined) {
      judge = { seat: judgeSeat.seat, model: openSeated(pool, judgeSeat, flags) };
    }
  } catch (error) {
    await close();
    throw error;
  }
  const environment = roleSeats.map(({ seat }) => seat);
  return {
    model: (role) => playerOf(role, players),
    ...(agentSeat === undefined ? {} : { agent: agentSeat.seat }),
    environment,
    ...(judge === undefined ? {} : { judge }),
    identity: identityOf(agentSeat?.seat, environment, options),
    prices,
    ...(spending === undefined ? {} : { budget: spending.run }),
    [Symbol.asyncDispose]: close,
  };
}

/** `--api` says how the agent is asked, and nobody else. */
function withoutApi({ flags, ...options }: PrepareModelsOptions): PrepareModelsOptions {
  const { api: _, ...rest } = flags;
  return { ...options, flags: rest };
}

async function openPrices({
  agent,
  roles,
  judge,
  flags,
  cwd,
}: PrepareModelsOptions): Promise<PriceBook> {
  // Nobody to pay, and a table of prices takes its time to load.
  if (agent === undefined && roles.length === 0 && judge === undefined) {
    return { costOf: () => null, mostCostOf: () => null };
  }
  return openPriceBook(flags.prices === undefined ? {} : { file: resolve(cwd, flags.prices) });
}

/** The agent's comes first: its limits hold for whoever shares its endpoint and model. */
function openPlayers(
  pool: ModelPool,
  {
    agent,
    agentSeat,
    roleSeats,
    flags,
  }: {
    readonly agent: AgentSource | undefined;
    readonly agentSeat: SeatedModel | undefined;
    readonly roleSeats: readonly SeatedModel[];
    readonly flags: PrepareModelsOptions["flags"];
  },
): ReadonlyMap<string, ChatModel> {
  const { api, rpm, tpm } = flags;
  const players = new Map<string, ChatModel>();
  if (agent !== undefined && agentSeat !== undefined) {
    const chat = pool.open({
      ...agent,
      model: agentSeat.seat.name,
      ...(api === undefined ? {} : { api }),
      limits: {
        ...(rpm === undefined ? {} : { requestsPerMinute: rpm }),
        ...(tpm === undefined ? {} : { tokensPerMinute: tpm }),
      },
    });
    for (const role of agent.roles) players.set(role, chat);
  }
  for (const seated of roleSeats) {
    const chat = openSeated(pool, seated, flags);
    for (const role of seated.seat.roles) players.set(role, chat);
  }
  return players;
}

/** The model of whoever is not the agent. */
function openSeated(
  pool: ModelPool,
  { seat, choice }: SeatedModel,
  { maxCost, maxTokens }: PrepareModelsOptions["flags"],
): ChatModel {
  // A budget must know how long an answer may be.
  const sampling =
    maxCost === undefined || maxTokens === undefined ? {} : { max_tokens: maxTokens };
  return pool.open({ choice, model: seat.name, sampling, body: {} });
}

function closing(pool: ModelPool, cache: ModelCache | undefined): () => Promise<void> {
  return async () => {
    await pool[Symbol.asyncDispose]();
    await cache?.[Symbol.asyncDispose]();
  };
}

function identityOf(
  agentSeat: ModelSeat | undefined,
  environment: readonly ModelSeat[],
  { agent, flags }: PrepareModelsOptions,
): JsonObject {
  const { sampling = {}, body = {} } = agent ?? {};
  const { stream = false, api = "chat" } = flags;
  const roles = environment.flatMap((seat) =>
    seat.roles.map((role) => [role, { name: seat.name }] as const),
  );
  return {
    ...(agentSeat === undefined ? {} : { name: agentSeat.name, sampling, body, stream }),
    ...(agentSeat === undefined || api === "chat" ? {} : { api }),
    ...(roles.length === 0 ? {} : { roles: Object.fromEntries(roles) }),
  };
}

function playerOf(role: string, players: ReadonlyMap<string, ChatModel>): ChatModel {
  const player = players.get(role);
  if (player !== undefined) return player;
  throw new UsageError(`No model plays the role "${role}": name one with --env-llm-url.`, {
    code: "missing-model",
  });
}
