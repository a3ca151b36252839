import type { JsonObject } from "@agent-gym/core";

const text = (description: string): JsonObject => ({ type: "string", minLength: 1, description });
const yes = (description: string): JsonObject => ({ type: "boolean", description });
const count = (description: string, minimum = 1): JsonObject => ({
  type: "integer",
  minimum,
  description,
});
const amount = (description: string, maximum: number): JsonObject => ({
  type: "number",
  minimum: 0,
  maximum,
  description,
});
const oneOf = (description: string, ...choices: readonly string[]): JsonObject => ({
  enum: choices,
  description,
});
const time = (description: string): JsonObject => ({
  anyOf: [
    { type: "number", exclusiveMinimum: 0 },
    { type: "string", pattern: String.raw`^(\d+(\.\d+)?|\.\d+)\s*[smh]?$` },
  ],
  description: `${description}, in seconds, or as in 90s, 45m, 2h`,
});

/**
 * The JSON Schema (draft 2020-12) of a run's configuration: the flags of `agent-gym eval`, named as in
 * code. Keys of endpoints have no place in it, nor has what belongs to one start of a run alone.
 */
export const evalConfigSchema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A run of agent-gym eval",
  type: "object",
  additionalProperties: false,
  properties: {
    $schema: { type: "string" },
    environment: text("Built in, or a module."),
    dataFile: {
      anyOf: [
        { type: "string", minLength: 1 },
        { type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
      ],
      description: "Files of tasks, and globs; relative to this file.",
    },
    field: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "A task's field by the column of the files that it comes from.",
    },
    taskId: text("Ids, places and ranges, with commas between them."),
    split: text("Only tasks of this split."),
    shuffle: yes("In an order that the seed decides."),
    limit: count("At most the first so many tasks."),
    set: { type: "object", description: "Options of the environment." },
    agent: text("Built in, or a module."),
    agentUrl: text("The agent's endpoint."),
    model: text("The agent's model."),
    temperature: amount("Sampling temperature.", 5),
    topP: amount("Nucleus sampling.", 1),
    maxTokens: count("Most tokens of one answer."),
    body: { type: "object", description: "More fields of each request." },
    language: text("Of the built-in agent's prompt."),
    envLlmUrl: text("The endpoint of the environment's own models."),
    envLlmModel: text("Their model."),
    stream: yes("Ask for streamed answers."),
    api: oneOf("What the agent's endpoint is asked in.", "chat", "responses"),
    rpm: count("Most requests in a minute."),
    tpm: count("Most tokens in a minute."),
    modelCache: {
      type: "array",
      prefixItems: [{ enum: ["record", "replay", "replay-or-live"] }, { type: "string" }],
      minItems: 2,
      maxItems: 2,
      description: "A mode and a file; relative to this file.",
    },
    prices: text("A file of prices; relative to this file."),
    maxCost: amount("US dollars for all models of the run.", 1e9),
    attempts: count("Attempts at each task."),
    concurrency: count("Episodes at the same time."),
    maxSandboxes: count("Sandboxes at the same time."),
    seed: count("Of environments, sampling and order.", 0),
    sandbox: text("auto, a backend, or the address of a SandboxFusion server."),
    image: text("What docker makes its containers of."),
    skipUnmet: yes("Leave out tasks that can't be run here."),
    retries: count("Tries again of an episode that broke.", 0),
    maxTime: time("Most time of the run"),
    logDir: text("Where runs are kept; relative to this file."),
    runId: text("The run's name."),
    maxTurns: count("Most turns of an episode."),
    maxToolCalls: count("Most tool calls of an episode."),
    maxEpisodeTokens: count("Most tokens of an episode."),
    maxEpisodeCost: amount("US dollars for an episode.", 1e9),
    episodeTimeout: time("Most time of an episode"),
    episodeWorkingTime: time("Most time of an episode without waiting for rate limits"),
    failUnder: amount("The least success rate.", 1),
    minCoverage: amount("The least share of scored episodes.", 1),
    trainedOn: text("The manifest of a dataset that the model has learned; relative to this file."),
    display: oneOf("How the run is told.", "rich", "plain", "json", "none"),
    quiet: yes("Nothing but errors and the last line."),
    json: yes("JSON lines on stdout."),
  },
};
