import {
  type AgentDefinition,
  createTasks,
  type EpisodeOutcome,
  foldTranscript,
  type JsonObject,
  openSession,
  type TrajectoryEvent,
  UsageError,
} from "@agent-gym/core";
import {
  counterEnvironment,
  scriptedModel,
  type ScriptedModel,
  type ScriptedReply,
} from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import {
  builtInDialects,
  DeepSeekAgent,
  defineDialect,
  HermesAgent,
  MirauAgent,
  parseMessage,
  ToolCallingAgent,
  toolCallingAgent,
} from "../../src/index.ts";

interface Played extends EpisodeOutcome {
  readonly model: ScriptedModel;
  readonly events: readonly TrajectoryEvent[];
}

async function play(
  agent: AgentDefinition,
  replies: readonly ScriptedReply[],
  task: JsonObject = { id: "five", target: 5 },
): Promise<Played> {
  const model = scriptedModel(replies);
  const events: TrajectoryEvent[] = [];
  const [first] = await createTasks([task]);
  if (first === undefined) throw new Error("There is no task.");
  await using session = await openSession({
    definition: counterEnvironment,
    task: first,
    agent: agent.name,
    model: () => model,
    emit: (event) => void events.push(event),
  });
  if (session.episode !== undefined) {
    await agent.play(session.episode).catch((error: unknown) => session.fail(error));
  }
  return { ...(await session.finish()), model, events };
}

const taggedCall = '<tool_call>\n{"name": "add", "arguments": {"amount": 5}}\n</tool_call>';
const nativeCall: ScriptedReply = {
  message: { toolCalls: [{ id: "x1", name: "add", arguments: '{"amount": 5}' }], reasoning: "hm" },
};

describe.each([
  ["mirau", MirauAgent, [`<think type="quick">\nadd five\n</think>\n\n${taggedCall}`, "Done."]],
  ["hermes", HermesAgent, [`<think>\nadd five\n</think>\n\n${taggedCall}`, "Done."]],
  ["deepseek", DeepSeekAgent, [nativeCall, "Done."]],
  ["tools", ToolCallingAgent, [nativeCall, "Done."]],
] as const)("the %s agent", (name, make, replies) => {
  test("solves a task with a model that speaks its dialect", async () => {
    const agent = make();
    expect(agent).toMatchObject({ name, kind: "agent", roles: ["agent"] });
    const { success, ending, turns, toolCalls, model } = await play(agent, replies);
    expect({ success, ending, turns, toolCalls }).toEqual({
      success: true,
      ending: { status: "completed" },
      turns: 2,
      toolCalls: 1,
    });
    const [first, second] = model.requests;
    expect(second?.messages.slice(0, first?.messages.length)).toEqual(first?.messages);
    expect(JSON.stringify(second?.messages.at(-1))).toContain("The counter is at 5.");
    expect(first?.tools?.map((tool) => tool.name)).toEqual(
      name === "mirau" || name === "hermes" ? undefined : ["add"],
    );
  });

  test("is told what was wrong with a call, and can try again", async () => {
    const broken = '<tool_call>{"name": "add", "arguments": {"amount": 5';
    const { success, events } = await play(make(), [broken, ...replies]);
    expect(success).toBe(true);
    const transcript = foldTranscript(events);
    expect(transcript?.turns[2]).toMatchObject({
      observation: { results: [{ isError: true, content: expect.stringContaining("cut off") }] },
    });
  });

  test("leaves enough in the record to render its prompts again", async () => {
    const { events, model } = await play(make(), replies);
    const note = events.find((event) => event.type === "note");
    const transcript = foldTranscript(events);
    if (note === undefined || transcript === undefined) throw new Error("The record lacks both.");
    expect(note.kind).toBe("render-settings");
    const { dialect, systemPrompt, historyThoughts, assistant } = note.data as never as {
      readonly dialect: keyof typeof builtInDialects;
    } & Parameters<(typeof builtInDialects)["mirau"]["dialect"]["render"]>[1];
    const rendered = builtInDialects[dialect].dialect.render(
      { ...transcript, turns: transcript.turns.slice(0, 3) },
      { systemPrompt, historyThoughts, assistant },
    );
    expect(rendered.messages).toEqual(model.requests[1]?.messages);
  });
});

describe("settings", () => {
  const systemOf = ({ model }: Played): unknown => model.requests[0]?.messages[0]?.content;

  test("hold everything that decides the prompt, and no more", () => {
    const { settings } = MirauAgent({ sampling: { temperature: 0.2 }, historyThoughts: "drop" });
    expect(settings).toEqual({
      dialect: "mirau",
      language: "auto",
      historyThoughts: "drop",
      assistant: "canonical",
      systemPrompts: builtInDialects.mirau.prompts,
      sampling: { temperature: 0.2 },
    });
    expect(structuredClone(settings)).toEqual(JSON.parse(JSON.stringify(settings)));
  });

  test.each([
    ["the task's language", { language: "zh-CN" }, {}, "一步一步"],
    ["the task's language, whatever its words", { language: "en", hint: "中文" }, {}, "calling"],
    ["English where nothing tells", {}, {}, "calling"],
    ["the language that was asked for", { language: "en" }, { language: "zh" }, "一步一步"],
  ] as const)("pick the prompt by %s", async (_, fields, options, word) => {
    const played = await play(HermesAgent(options), ["Done."], { target: 0, ...fields });
    expect(systemOf(played)).toContain(word);
  });

  test.each([
    ["统计文件的行数。", "一步一步"],
    ["ファイルの行数を数える。", "calling"],
    ["Count the lines.", "calling"],
  ])(
    "pick the prompt by the first message where the task has no language: %s",
    async (message, word) => {
      const model = scriptedModel(["Done."]);
      const start = { observation: { message }, tools: [] };
      let over = false;
      await HermesAgent().play({
        id: "task/0",
        start,
        transcript: { tools: [], turns: [start] },
        signal: new AbortController().signal,
        seed: 0,
        get over(): boolean {
          return over;
        },
        step: async () => {
          over = true;
          return { observation: {} };
        },
        model: () => model,
        note: () => {},
      });
      expect(model.requests[0]?.messages[0]?.content).toContain(word);
    },
  );

  test("give the model the sampling, and a prompt of one's own in place of the built-in one", async () => {
    const sampling = { temperature: 0.7, max_tokens: 100 };
    const played = await play(ToolCallingAgent({ sampling, systemPrompt: "Count." }), ["Done."]);
    expect(played.model.requests[0]?.sampling).toEqual(sampling);
    expect(systemOf(played)).toBe("Count.");
  });
});

test("tokens of an engine stay with the action", async () => {
  const tokens = { ids: [1, 2, 3], logprobs: [-0.1, -0.2, -0.3] };
  const { events } = await play(HermesAgent(), [{ message: { content: "Done." }, tokens }]);
  expect(foldTranscript(events)?.turns[1]).toMatchObject({ action: { tokens } });
});

test("a dialect of one's own makes an agent", async () => {
  const shouting = defineDialect({
    name: "shouting",
    nativeTools: false,
    system: (_, systemPrompt) => systemPrompt,
    assistant: ({ text }) => ({ role: "assistant", content: text }),
    observation: ({ message = "" }) => [
      { role: "user", content: (message as string).toUpperCase() },
    ],
    parse: (result, context) => parseMessage(result, context, "text"),
  });
  const played = await play(toolCallingAgent({ dialect: shouting, name: "loud" }), ["Done."]);
  expect(played.model.requests[0]?.messages).toEqual([
    { role: "user", content: "BRING THE COUNTER TO 5, THEN SAY THAT YOU ARE DONE." },
  ]);
});

test("an unknown dialect is refused with the names that there are", () => {
  const make = () => toolCallingAgent({ dialect: "klingon" as "mirau" });
  expect(make).toThrow(UsageError);
  expect(make).toThrow(
    'There is no dialect "klingon". The dialects are: mirau, hermes, deepseek, openai-tools.',
  );
});
