import {
  type ChatModel,
  createTasks,
  defineAgent,
  type Episode,
  type EpisodeLimits,
  type EpisodeOutcome,
  foldTranscript,
  openSession,
  ProviderError,
  type TrajectoryEvent,
} from "@agent-gym/core";
import { counterEnvironment, scriptedModel, type ScriptedReply } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { episodeTools, openRecordingEndpoint, sayText } from "../../src/index.ts";

interface Played extends EpisodeOutcome {
  readonly events: readonly TrajectoryEvent[];
}

async function play(
  own: (episode: Episode) => Promise<void>,
  {
    model = scriptedModel([]),
    limits = {},
  }: { readonly model?: ChatModel; readonly limits?: EpisodeLimits } = {},
): Promise<Played> {
  const events: TrajectoryEvent[] = [];
  const [task] = await createTasks([{ id: "five", target: 5 }]);
  if (task === undefined) throw new Error("There is no task.");
  await using session = await openSession({
    definition: counterEnvironment,
    task,
    limits,
    model: () => model,
    emit: (event) => void events.push(event),
  });
  const { play: start } = defineAgent({ name: "own", play: own });
  if (session.episode !== undefined) await start(session.episode).catch(session.fail);
  return { ...(await session.finish()), events };
}

async function post(
  { baseURL, apiKey }: { readonly baseURL: string; readonly apiKey: string },
  body: unknown,
  { key = apiKey, path = "/chat/completions" } = {},
): Promise<Response> {
  return fetch(`${baseURL}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const question = { model: "any", messages: [{ role: "user", content: "Go." }] };

const twoCalls: ScriptedReply = {
  message: {
    content: "Both.",
    reasoning: "2 and 3",
    toolCalls: [
      { id: "a", name: "add", arguments: '{"amount": 2}' },
      { id: "b", name: "add", arguments: '{"amount": 3}' },
    ],
  },
};

/** The one tool of the counter. */
function addOf(episode: Episode): ReturnType<typeof episodeTools>[number] {
  const [add] = episodeTools(episode);
  if (add === undefined) throw new Error("There is no tool.");
  return add;
}

describe("an environment's tools as functions", () => {
  test("are what the environment offers, and take steps one after another", async () => {
    const said: string[] = [];
    const { events, verdict, turns } = await play(async (episode) => {
      const add = addOf(episode);
      expect(add).toMatchObject({ name: "add", parameters: { type: "object" } });
      said.push(...(await Promise.all([add.execute({ amount: 2 }), add.execute({ amount: 3 })])));
      said.push(await add.execute({ amount: "many" }), await add.execute("text"));
      await sayText(episode, "Done.");
    });
    expect(said.slice(0, 2)).toEqual(["The counter is at 2.", "The counter is at 5."]);
    expect(said[2]).toContain("was not run, its arguments are invalid");
    expect(said[3]).toContain("its arguments are no JSON object");
    expect(verdict.reward).toBe(1);
    expect(turns).toBe(5);
    expect(events.filter(({ type }) => type === "step")).toHaveLength(5);
  });

  test("run by one answer are one action, with its thoughts and words", async () => {
    const { events, verdict, turns } = await play(
      async (episode) => {
        await using endpoint = await openRecordingEndpoint(episode);
        await post(endpoint, question);
        const add = addOf(episode);
        // A framework may name the calls or not, in any order.
        await Promise.all([
          add.execute({ amount: 3 }),
          add.execute({ amount: 2 }, { callId: "a" }),
        ]);
        await post(endpoint, question);
        await sayText(episode, "All done.");
      },
      {
        model: scriptedModel([
          twoCalls,
          { message: { content: "All done.", reasoning: "that is 5" } },
        ]),
      },
    );
    const folded = foldTranscript(events);
    const actions = (folded?.turns ?? []).flatMap((turn) =>
      "action" in turn ? [turn.action] : [],
    );
    expect(actions).toMatchObject([
      {
        text: "Both.",
        reasoning: "2 and 3",
        calls: [
          { id: "a", arguments: { amount: 2 } },
          { id: "b", arguments: { amount: 3 } },
        ],
      },
      { text: "All done.", reasoning: "that is 5", calls: [] },
    ]);
    expect({ turns, reward: verdict.reward }).toEqual({ turns: 2, reward: 1 });
  });

  test("run one by one are a step each", async () => {
    const { turns, verdict } = await play(
      async (episode) => {
        await using endpoint = await openRecordingEndpoint(episode);
        await post(endpoint, question);
        const add = addOf(episode);
        await add.execute({ amount: 2 }, { callId: "a" });
        await add.execute({ amount: 3 }, { callId: "b" });
        await sayText(episode, "Done.");
      },
      { model: scriptedModel([twoCalls]) },
    );
    expect({ turns, reward: verdict.reward }).toEqual({ turns: 3, reward: 1 });
  });

  test("reject once the episode is over, and a limit that was swallowed stays the ending", async () => {
    const rejected: unknown[] = [];
    const { ending, toolCalls } = await play(
      async (episode) => {
        const add = addOf(episode);
        for (let count = 0; count < 4; count += 1) {
          await add.execute({ amount: 1 }).catch((error: unknown) => rejected.push(error));
        }
      },
      { limits: { toolCalls: 2 } },
    );
    expect(ending).toMatchObject({ status: "limit", limit: "tool-calls" });
    expect(rejected).toEqual([
      expect.objectContaining({ code: "episode-over" }),
      expect.objectContaining({ code: "episode-over" }),
    ]);
    expect(toolCalls).toBe(2);
  });

  test("are given up on their signal", async () => {
    const reason = new Error("enough");
    await play(async (episode) => {
      const add = addOf(episode);
      const signal = AbortSignal.abort(reason);
      await expect(add.execute({ amount: 1 }, { signal })).rejects.toBe(reason);
      expect(episode.transcript.turns).toHaveLength(1);
    });
  });
});

describe("the recording endpoint", () => {
  test("answers as an OpenAI-compatible server, and every call is in the record", async () => {
    const model = scriptedModel([twoCalls, "Fine."]);
    const { events, usage } = await play(
      async (episode) => {
        await using endpoint = await openRecordingEndpoint(episode);
        const request = {
          ...question,
          temperature: 0.5,
          max_completion_tokens: 9,
          tools: [{ type: "function", function: { name: "add", parameters: { type: "object" } } }],
          messages: [
            { role: "developer", content: [{ type: "text", text: "Be brief." }] },
            { role: "user", content: "Go." },
            {
              role: "assistant",
              content: null,
              tool_calls: [
                { id: "x", type: "function", function: { name: "add", arguments: "{}" } },
              ],
            },
            { role: "tool", tool_call_id: "x", content: "1" },
          ],
        };
        expect(await (await post(endpoint, request)).json()).toMatchObject({
          object: "chat.completion",
          model: "scripted",
          choices: [
            {
              finish_reason: "tool_calls",
              message: {
                content: "Both.",
                reasoning_content: "2 and 3",
                tool_calls: [
                  { id: "a", type: "function", function: { name: "add" } },
                  { id: "b", type: "function", function: { arguments: '{"amount": 3}' } },
                ],
              },
            },
          ],
          usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
        });
        const streamed = await post(endpoint, { ...question, stream: true });
        expect(streamed.headers.get("content-type")).toBe("text/event-stream");
        expect(await streamed.text()).toMatch(/"content":"Fine\.".*data: \[DONE\]\n\n$/s);
      },
      { model },
    );
    expect(model.requests[0]).toEqual({
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Go." },
        {
          role: "assistant",
          content: "",
          toolCalls: [{ id: "x", name: "add", arguments: "{}" }],
        },
        { role: "tool", toolCallId: "x", name: "add", content: "1" },
      ],
      tools: [{ name: "add", description: "", parameters: { type: "object" } }],
      sampling: { temperature: 0.5, max_tokens: 9 },
    });
    expect(events.filter(({ type }) => type === "model-call")).toHaveLength(2);
    expect(usage["agent"]).toMatchObject({ inputTokens: 20, outputTokens: 10 });
  });

  test.each([
    ["{", 400, "no JSON"],
    [{ ...question, n: 2 }, 400, "one answer at a time"],
    [{ messages: [{ role: "judge", content: "x" }] }, 400, 'the role "judge"'],
    [{ messages: [] }, 400, "messages must be a list"],
  ])("refuses %j with a clear error, and the episode goes on", async (body, status, message) => {
    const { ending } = await play(async (episode) => {
      await using endpoint = await openRecordingEndpoint(episode);
      const refused = await post(endpoint, body);
      expect(refused.status).toBe(status);
      expect(await refused.json()).toMatchObject({
        error: { message: expect.stringContaining(message), type: "invalid_request_error" },
      });
      expect(episode.over).toBe(false);
    });
    expect(ending.status).toBe("completed");
  });

  test("lets in only who has its key", async () => {
    const model = scriptedModel([]);
    await using endpoint = await openRecordingEndpoint(model);
    expect((await post(endpoint, question, { key: "guess" })).status).toBe(401);
    expect((await post(endpoint, question, { path: "/responses" })).status).toBe(404);
    expect(model.requests).toEqual([]);
  });

  test("tells of a limit and of the end with a status that nobody tries again", async () => {
    const statuses: number[] = [];
    const { ending, usage } = await play(
      async (episode) => {
        await using endpoint = await openRecordingEndpoint(episode);
        for (let count = 0; count < 3; count += 1) {
          statuses.push((await post(endpoint, question)).status);
        }
      },
      { model: scriptedModel(() => "Hm."), limits: { tokens: 25 } },
    );
    expect(statuses).toEqual([200, 410, 410]);
    expect(ending).toMatchObject({ status: "limit", limit: "tokens" });
    expect(usage["agent"]).toMatchObject({ inputTokens: 20 });
  });

  test("a model that fails ends the episode as the provider's fault, though the agent swallows it", async () => {
    const failure = new ProviderError({ code: "server", message: "The engine died.", status: 500 });
    const { ending } = await play(
      async (episode) => {
        await using endpoint = await openRecordingEndpoint(episode);
        const refused = await post(endpoint, question);
        expect(refused.status).toBe(410);
        expect(await refused.json()).toMatchObject({ error: { message: "The engine died." } });
      },
      { model: scriptedModel([failure]) },
    );
    expect(ending).toMatchObject({ status: "error", boundary: "provider", code: "server" });
  });

  test("keeps a slow answer's connection alive", async () => {
    let answer: (() => void) | undefined;
    const inner = scriptedModel(["Slow."]);
    const slow: ChatModel = {
      id: "slow",
      complete: async (request, options) => {
        await new Promise<void>((resolve) => (answer = resolve));
        return inner.complete(request, options);
      },
    };
    await using endpoint = await openRecordingEndpoint(slow, { keepAliveMs: 5 });
    // The head comes before the answer is there.
    const response = await post(endpoint, question);
    answer?.();
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: "Slow." } }] });
  });

  test("is gone when it is closed, and after the episode though nobody closed it", async () => {
    let baseURL = "";
    await play(async (episode) => {
      ({ baseURL } = await openRecordingEndpoint(episode));
    });
    await expect
      .poll(
        () =>
          fetch(baseURL).then(
            () => "open",
            () => "closed",
          ),
        { timeout: 10_000 },
      )
      .toBe("closed");
    const endpoint = await openRecordingEndpoint(scriptedModel([]));
    await endpoint.close();
    await endpoint.close();
    await expect(fetch(endpoint.baseURL)).rejects.toThrow();
  });
});
