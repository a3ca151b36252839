import { type ChatModel, type JsonObject, UsageError } from "@agent-gym/core";

import { checkEndpoint } from "../endpoint/check-endpoint.ts";
import { type EndpointChoice, shownUrl } from "../endpoint/choose-endpoint.ts";
import { ModelPool } from "./model-pool.ts";
import type { RoleSource } from "./role-sources.ts";

/** The agent's model, as the command line asks for it. */
export interface AgentSource {
  /** All roles of the agent; one model plays them. */
  readonly roles: readonly string[];
  readonly choice: EndpointChoice;
  /** Absent: the one model that the endpoint lists. */
  readonly model?: string;
  readonly sampling: JsonObject;
  readonly body: JsonObject;
}

/** A model and the roles that it plays, as people are told. Holds no secret. */
export interface ModelSeat {
  readonly roles: readonly string[];
  readonly name: string;
  /** Without anything secret. */
  readonly url: string;
  /** Where the key came from; absent when none is sent. */
  readonly keySource?: string;
}

/** Models that answer, each with its roles. */
export interface PreparedModels extends AsyncDisposable {
  /** @throws UsageError for a role that nobody plays. */
  readonly model: (role: string) => ChatModel;
  /** The agent's; absent when it asks none. */
  readonly agent?: ModelSeat;
  /** Those of the environment's roles. */
  readonly environment: readonly ModelSeat[];
  /** What decides their answers, besides the environment's own options. */
  readonly identity: JsonObject;
}

interface PrepareModelsOptions {
  readonly agent: AgentSource | undefined;
  /** Who plays the environment's roles. */
  readonly roles: readonly RoleSource[];
  readonly stream: boolean;
  readonly signal: AbortSignal;
  readonly notice: (text: string) => void;
}

/**
 * Asks every endpoint once whether it can play, and makes the models.
 *
 * @throws UsageError or ProviderError in one line, before anything is spent but for a token.
 */
export async function prepareModels(options: PrepareModelsOptions): Promise<PreparedModels> {
  const { agent, roles, stream } = options;
  const pool = new ModelPool({ stream });
  try {
    const players = new Map<string, ChatModel>();
    const agentSeat = agent === undefined ? undefined : await seatAgent(agent, options);
    if (agent !== undefined && agentSeat !== undefined) {
      const chat = pool.open({ ...agent, model: agentSeat.name });
      for (const role of agent.roles) players.set(role, chat);
    }
    const own = roles.filter(({ role }) => !players.has(role));
    const seats = await seatRoles(own, options);
    for (const { seat, choice } of seats) {
      const chat = pool.open({ choice, model: seat.name, sampling: {}, body: {} });
      for (const role of seat.roles) players.set(role, chat);
    }
    const environment = seats.map(({ seat }) => seat);
    return {
      model: (role) => playerOf(role, players),
      ...(agentSeat === undefined ? {} : { agent: agentSeat }),
      environment,
      identity: identityOf(agentSeat, environment, options),
      [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
    };
  } catch (error) {
    await pool[Symbol.asyncDispose]();
    throw error;
  }
}

async function seatAgent(
  { choice, model, body, roles }: AgentSource,
  options: PrepareModelsOptions,
): Promise<ModelSeat> {
  return seatOf(roles, choice, await nameOf({ choice, body, flag: "--model", model }, options));
}

/** One seat for each endpoint and model: it is asked once, whatever the number of its roles. */
async function seatRoles(
  sources: readonly RoleSource[],
  options: PrepareModelsOptions,
): Promise<readonly { readonly seat: ModelSeat; readonly choice: EndpointChoice }[]> {
  const groups = new Map<string, RoleSource & { readonly roles: string[] }>();
  for (const source of sources) {
    const { choice, model, role } = source;
    const key = JSON.stringify([choice.url, choice.key, model]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...source, roles: [role] });
    else group.roles.push(role);
  }
  const seats = [...groups.values()].map(async ({ choice, model, roles }) => {
    const name = await nameOf({ choice, body: {}, flag: "--env-llm-model", model }, options);
    return { seat: seatOf(roles, choice, name), choice };
  });
  return Promise.all(seats);
}

async function nameOf(
  {
    choice,
    body,
    flag,
    model,
  }: {
    readonly choice: EndpointChoice;
    readonly body: JsonObject;
    /** What names the model. */
    readonly flag: string;
    readonly model: string | undefined;
  },
  { stream, signal, notice }: PrepareModelsOptions,
): Promise<string> {
  const { model: name, notice: found } = await checkEndpoint(choice, {
    ...(model === undefined ? {} : { model }),
    flag,
    stream,
    body,
    signal,
  });
  if (found !== undefined) notice(found);
  return name;
}

function seatOf(roles: readonly string[], choice: EndpointChoice, name: string): ModelSeat {
  const { url, keySource } = choice;
  return { roles, name, url: shownUrl(url), ...(keySource === undefined ? {} : { keySource }) };
}

function identityOf(
  agentSeat: ModelSeat | undefined,
  environment: readonly ModelSeat[],
  { agent, stream }: PrepareModelsOptions,
): JsonObject {
  const { sampling = {}, body = {} } = agent ?? {};
  const roles = environment.flatMap((seat) =>
    seat.roles.map((role) => [role, { name: seat.name }] as const),
  );
  return {
    ...(agentSeat === undefined ? {} : { name: agentSeat.name, sampling, body, stream }),
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
