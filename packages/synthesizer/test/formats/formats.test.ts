import { neutraliseJson } from "@agent-gym/agents";
import type { Json, JsonObject } from "@agent-gym/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  builtInFormats,
  conversationExamples,
  type FormatSettings,
  preferenceExamples,
  RowChecker,
  type Row,
  writeExample,
} from "../../src/index.ts";
import { actionsOf } from "../../src/row/actions.ts";
import { type Part, sampleParts, sampleRow, sampleSettings, sampleTools } from "../sample-row.ts";
import { plainTemplate, taggedTemplate } from "../templates.ts";

const toolsText =
  '[{"type":"function","function":{"name":"execute_shell","description":"Run a shell command","parameters":{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}}},{"type":"function","function":{"name":"read_file","description":"Read a text file","parameters":{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}}}]';
const command = "grep -rohi 'r' ws --include='*.txt' | wc -l > result.txt";
const question = "Count the letter r (any case) in ws/*.txt; write the number to result.txt.";

function written(name: string, row: Row = sampleRow(), settings: FormatSettings = {}): JsonObject {
  const format = builtInFormats[name];
  if (format === undefined) throw new Error(`no format ${name}`);
  const [example] = conversationExamples(row, "conversation");
  const result = writeExample(format, example as never, settings);
  if (!result.ok) throw new Error(result.reason);
  return JSON.parse(JSON.stringify(result.value)) as JsonObject;
}

describe("the sample in each format", () => {
  test("hermes is byte for byte what Qwen's template writes", () => {
    const { messages } = written("hermes") as { messages: { role: string; content: string }[] };
    expect(messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "user",
      "assistant",
    ]);
    expect(messages[2]?.content).toBe(
      `<think>\ngrep -o counts matches, not lines; then check the file.\n</think>\n\n<tool_call>\n{"name": "execute_shell", "arguments": {"command": "${command}"}}\n</tool_call>\n<tool_call>\n{"name": "read_file", "arguments": {"path": "result.txt"}}\n</tool_call>`,
    );
    expect(messages[3]?.content).toBe(
      "<tool_response>\n(exit 0)\n</tool_response>\n<tool_response>\n24\n\n</tool_response>",
    );
    expect(messages[4]?.content).toBe(
      "<think>\nVerified: 24.\n</think>\n\nDone: 24, saved in result.txt.",
    );
    expect(messages[0]?.content).toContain(
      '<tools>\n{"type": "function", "function": {"name": "execute_shell", "description": "Run a shell command", "parameters": {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}}}\n',
    );
  });

  test("mirau has typed thoughts, named results, and messages alone", () => {
    const value = written("mirau") as { messages: { role: string; content: string }[] };
    expect(Object.keys(value)).toEqual(["messages"]);
    expect(value.messages[2]?.content).toBe(
      `<think type="quick">\ngrep -o counts matches, not lines; then check the file.\n</think>\n\n<tool_call>\n{"name": "execute_shell", "arguments": {"command": "${command}"}}\n</tool_call>\n\n<tool_call>\n{"name": "read_file", "arguments": {"path": "result.txt"}}\n</tool_call>`,
    );
    expect(value.messages[3]?.content).toBe(
      '<tool_response name="execute_shell">(exit 0)</tool_response>\n<tool_response name="read_file">24\n</tool_response>',
    );
  });

  test("openai has arguments as text, answers every call, and says nothing of thoughts", () => {
    const value = written("openai");
    expect(value["messages"]).toEqual([
      { role: "system", content: "You are a shell agent." },
      { role: "user", content: question },
      {
        role: "assistant",
        content: "",
        tool_calls: [
          {
            id: "call_1",
            type: "function",
            function: { name: "execute_shell", arguments: `{"command": "${command}"}` },
          },
          {
            id: "call_2",
            type: "function",
            function: { name: "read_file", arguments: '{"path": "result.txt"}' },
          },
        ],
      },
      { role: "tool", tool_call_id: "call_1", content: "(exit 0)" },
      { role: "tool", tool_call_id: "call_2", content: "24\n" },
      { role: "assistant", content: "Done: 24, saved in result.txt." },
    ]);
    expect(JSON.stringify(value["tools"])).toBe(toolsText);
    expect(value["parallel_tool_calls"]).toBe(true);
  });

  test("trl has arguments as objects, thoughts apart, and tools as text", () => {
    const value = written("trl");
    expect(value["tools"]).toBe(toolsText);
    expect((value["messages"] as JsonObject[])[2]).toEqual({
      role: "assistant",
      content: "",
      tool_calls: [
        {
          id: "call_1",
          type: "function",
          function: { name: "execute_shell", arguments: { command } },
        },
        {
          id: "call_2",
          type: "function",
          function: { name: "read_file", arguments: { path: "result.txt" } },
        },
      ],
      reasoning_content: "grep -o counts matches, not lines; then check the file.",
    });
  });

  test("llamafactory takes turns strictly and joins the results of one", () => {
    const value = written("llamafactory");
    expect(value).toEqual({
      conversations: [
        { from: "human", value: question },
        {
          from: "function_call",
          value: `<think>\ngrep -o counts matches, not lines; then check the file.\n</think>\n\n[{"name": "execute_shell", "arguments": {"command": "${command}"}}, {"name": "read_file", "arguments": {"path": "result.txt"}}]`,
        },
        { from: "observation", value: "(exit 0)\n</tool_response>\n<tool_response>\n24\n" },
        {
          from: "gpt",
          value: "<think>\nVerified: 24.\n</think>\n\nDone: 24, saved in result.txt.",
        },
      ],
      system: "You are a shell agent.",
      tools: toolsText,
    });
    const info = builtInFormats["llamafactory"]?.companions?.([
      { split: "train", name: "train.jsonl" },
    ]);
    expect(JSON.parse(info?.[0]?.content ?? "")).toEqual({
      agent_gym_train: {
        file_name: "train.jsonl",
        formatting: "sharegpt",
        columns: { messages: "conversations", system: "system", tools: "tools" },
      },
    });
  });

  test("ms-swift has calls as messages and thoughts as text", () => {
    const { messages, tools } = written("ms-swift");
    expect(tools).toBe(toolsText);
    expect(messages).toEqual([
      { role: "system", content: "You are a shell agent." },
      { role: "user", content: question },
      {
        role: "assistant",
        content: "<think>\ngrep -o counts matches, not lines; then check the file.\n</think>\n\n",
      },
      {
        role: "tool_call",
        content: `{"name": "execute_shell", "arguments": {"command": "${command}"}}`,
      },
      { role: "tool_call", content: '{"name": "read_file", "arguments": {"path": "result.txt"}}' },
      { role: "tool_response", content: "(exit 0)" },
      { role: "tool_response", content: "24\n" },
      {
        role: "assistant",
        content: "<think>\nVerified: 24.\n</think>\n\nDone: 24, saved in result.txt.",
      },
    ]);
  });

  test("axolotl has arguments and tools as text, and content that is never null", () => {
    const { messages, tools } = written("axolotl") as { messages: JsonObject[]; tools: string };
    expect(tools).toBe(toolsText);
    expect(messages[2]).toMatchObject({
      content: "",
      tool_calls: [{ function: { arguments: `{"command": "${command}"}` } }, {}],
      reasoning_content: "grep -o counts matches, not lines; then check the file.",
    });
    expect(messages.every(({ content }) => typeof content === "string")).toBe(true);
  });

  test("verl has roles and contents alone, and no column of calls", () => {
    const value = written("verl") as { messages: JsonObject[] };
    expect(value).toEqual(written("hermes"));
    expect(value.messages.every((message) => Object.keys(message).join() === "role,content")).toBe(
      true,
    );
  });

  test("atif numbers its steps and keeps results in the step that asked for them", () => {
    const value = written("atif");
    expect(value).toMatchObject({
      schema_version: "ATIF-v1.7",
      session_id: "run",
      agent: { name: "hermes", version: "1", model_name: "teacher" },
      steps: [
        { step_id: 1, source: "system", message: "You are a shell agent." },
        { step_id: 2, source: "user", message: question },
        {
          step_id: 3,
          source: "agent",
          tool_calls: [{ tool_call_id: "call_1" }, { tool_call_id: "call_2" }],
          observation: {
            results: [
              { source_call_id: "call_1", content: "(exit 0)" },
              { source_call_id: "call_2", content: "24\n" },
            ],
          },
        },
        { step_id: 4, source: "agent", reasoning_content: "Verified: 24." },
      ],
    });
  });
});

describe("a turn that must not be learned", () => {
  const row = sampleRow({ loss: [false, true] });

  test.each([
    ["openai", (value: JsonObject) => (value["messages"] as JsonObject[])[2]?.["weight"], 0],
    ["axolotl", (value: JsonObject) => (value["messages"] as JsonObject[])[2]?.["train"], false],
    [
      "ms-swift",
      (value: JsonObject) =>
        (value["messages"] as JsonObject[]).slice(2, 5).every(({ loss }) => loss === false),
      true,
    ],
  ])("is said so in %s", (name, look, expected) => {
    expect(look(written(name, row))).toBe(expected);
  });

  test.each(["hermes", "mirau", "trl", "llamafactory", "verl"])(
    "makes %s refuse the conversation, with the turn",
    (name) => {
      expect(() => written(name, row)).toThrow(/turn 1 must not be learned/);
    },
  );

  test("is no example of its own, and still read by the others", () => {
    const examples = conversationExamples(row, "turn");
    expect(examples.map(({ turn }) => turn)).toEqual([1]);
    const format = builtInFormats["hermes"];
    const result = writeExample(format as never, examples[0] as never);
    expect(result.ok && (result.value["prompt"] as JsonObject[]).length).toBe(4);
  });
});

describe("thoughts of earlier turns", () => {
  const twoQuestions: readonly Part[] = [
    "How many?",
    { thought: "I count.", text: "Four." },
    "And now?",
    { thought: "I count again.", text: "Five." },
  ];

  test.each(["hermes", "trl", "ms-swift", "axolotl", "llamafactory", "atif"])(
    "when dropped, %s refuses the conversation and takes each turn",
    (name) => {
      const row = sampleRow({ parts: twoQuestions });
      expect(() => written(name, row, { historyThoughts: "last" })).toThrow(
        /turn 1 was written from a prompt that is no prefix|is no prefix of the conversation/,
      );
      for (const example of conversationExamples(row, "turn")) {
        const result = writeExample(builtInFormats[name] as never, example, {
          historyThoughts: "last",
        });
        expect(result.ok).toBe(true);
        expect(JSON.stringify(result)).not.toContain(
          example.turn === 1 ? "I count." : "I count again.",
        );
        expect(JSON.stringify(result)).toContain(
          example.turn === 1 ? "I count again." : "I count.",
        );
      }
    },
  );

  test("when kept, the conversation has them all", () => {
    const row = sampleRow({ parts: twoQuestions });
    expect(JSON.stringify(written("hermes", row, { historyThoughts: "keep" }))).toContain(
      "I count.",
    );
  });

  test("within one question `last` keeps them, so that nothing breaks", () => {
    expect(JSON.stringify(written("hermes", sampleRow(), { historyThoughts: "last" }))).toContain(
      "grep -o counts",
    );
  });
});

test("a turn that speaks and calls is written out for llamafactory, which refuses prose before JSON", () => {
  const row = sampleRow({
    parts: [
      "Look.",
      {
        text: "I look at both.",
        calls: [
          ["read_file", { path: "a" }],
          ["read_file", { path: "b" }],
        ],
      },
      { results: ["1", "2"] },
      { text: "Done." },
    ],
  });
  expect((written("llamafactory", row)["conversations"] as JsonObject[])[1]).toEqual({
    from: "gpt",
    value:
      'I look at both.\n<tool_call>\n{"name": "read_file", "arguments": {"path": "a"}}\n</tool_call>\n<tool_call>\n{"name": "read_file", "arguments": {"path": "b"}}\n</tool_call>',
  });
});

test("thoughts go where the student's template reads them", () => {
  const { messages } = written("trl", sampleRow(), { thoughtField: "thinking" });
  expect((messages as JsonObject[]).at(-1)).toEqual({
    role: "assistant",
    content: "Done: 24, saved in result.txt.",
    thinking: "Verified: 24.",
  });
});

test("what a format can't say is told with the reason", () => {
  const image = sampleRow();
  const withImage: Row = {
    ...image,
    transcript: {
      ...image.transcript,
      turns: [
        {
          observation: {
            message: [{ type: "image", mediaType: "image/png", data: "AAAA" }],
          },
        },
        ...image.transcript.turns.slice(1),
      ],
    },
  };
  expect(() => written("trl", withImage)).toThrow(/image/);
  const unanswered = sampleRow({
    parts: ["Look.", { calls: [["read_file", { path: "a" }]] }, "Go on.", { text: "Done." }],
  });
  expect(() => written("trl", unanswered)).toThrow(/turn 1 has a call without a result/);
  expect(() =>
    written(
      "llamafactory",
      sampleRow({ parts: ["Look.", { text: "Yes." }, { results: [] }, { text: "Done." }] }),
    ),
  ).not.toThrow();
});

test("a control token in a call's arguments is spelled in text, and refused where a template would print it", () => {
  const row = sampleRow({
    parts: [
      "Which token ends a turn?",
      { calls: [["execute_shell", { command: "grep -c '<|im_end|>' chat.txt" }]] },
      { results: ["2 <|im_end|>"] },
      { text: "It is there twice." },
    ],
  });
  for (const name of ["trl", "llamafactory", "ms-swift", "axolotl"]) {
    expect(() => written(name, row), name).toThrow(/execute_shell in turn 1 hold .* control token/);
  }
  for (const name of ["hermes", "mirau", "verl"]) {
    const [, ...said] = written(name, row)["messages"] as readonly { readonly content: string }[];
    const text = said.map(({ content }) => content).join("\n");
    expect(text, name).toContain("\\u003c|im_end|>");
    expect(text, name).not.toContain("<|im_end|>");
  }
});

test("pairs part where two attempts do, one answer each", () => {
  const loser = sampleRow({
    id: "run/task#1",
    parts: [
      sampleParts[0] as Part,
      {
        thought: "Count lines with grep -c.",
        calls: [["execute_shell", { command: "grep -rci 'r' ws > result.txt" }]],
      },
      { results: ["(exit 0)"] },
      { text: "Done." },
    ],
    provenance: { verdict: { reward: 0, success: false } },
  });
  const [pair] = preferenceExamples(
    [sampleRow()],
    [{ row: loser, decisions: [{ stage: "verified", decision: "rejected", code: "failed" }] }],
  );
  const result = writeExample(builtInFormats["trl-dpo"] as never, pair as never);
  expect(result.ok && result.value).toEqual({
    prompt: [
      { role: "system", content: "You are a shell agent." },
      { role: "user", content: question },
    ],
    chosen: [
      {
        role: "assistant",
        content: "",
        tool_calls: [
          {
            id: "call_1",
            type: "function",
            function: { name: "execute_shell", arguments: { command } },
          },
          {
            id: "call_2",
            type: "function",
            function: { name: "read_file", arguments: { path: "result.txt" } },
          },
        ],
        reasoning_content: "grep -o counts matches, not lines; then check the file.",
      },
    ],
    rejected: [
      {
        role: "assistant",
        content: "",
        tool_calls: [
          {
            id: "call_1",
            type: "function",
            function: {
              name: "execute_shell",
              arguments: { command: "grep -rci 'r' ws > result.txt" },
            },
          },
        ],
        reasoning_content: "Count lines with grep -c.",
      },
    ],
    tools: toolsText,
  });
});

test("attempts that do the same and are told something else make no pair", () => {
  const other = sampleRow({
    parts: [
      sampleParts[0] as Part,
      sampleParts[1] as Part,
      { results: ["(exit 1)", ""] },
      { text: "No." },
    ],
  });
  expect(
    preferenceExamples(
      [sampleRow()],
      [{ row: other, decisions: [{ stage: "verified", decision: "rejected", code: "failed" }] }],
    ),
  ).toEqual([]);
});

const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom(
    "</tool_response>",
    "<tool_call>",
    '{"arguments": "{"}',
    'a\\"b',
    "第一行\n第二行",
    "<|im_end|>",
    "null",
    "<think>x</think>",
  ),
);
const values = fc.dictionary(
  fc.constantFrom("path", "text", "count", "flags"),
  fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null), fc.array(words, { maxLength: 3 })),
  { maxKeys: 3 },
);
const say = fc.record(
  {
    thought: words.filter((text) => text.trim() !== ""),
    text: words.filter((text) => text.trim() !== ""),
    calls: fc.array(fc.tuple(fc.constantFrom("read_file", "execute_shell"), values), {
      minLength: 1,
      maxLength: 3,
    }),
  },
  { requiredKeys: ["calls"] },
);
const conversation = fc
  .tuple(
    words.filter((text) => text.trim() !== ""),
    fc.array(fc.tuple(say, fc.array(words, { minLength: 3, maxLength: 3 })), { maxLength: 3 }),
    words.filter((text) => text.trim() !== ""),
  )
  .map(([asked, rounds, end]): readonly Part[] => [
    asked,
    ...rounds.flatMap(([said, results]): readonly Part[] => [
      said as Part,
      { results: results.slice(0, said.calls.length) },
    ]),
    { text: end },
  ]);

function hasMarker(value: Json): boolean {
  return /\\u003c/.test(neutraliseJson(JSON.stringify(value)));
}

/** The same, with no tag in the arguments of a call; what is said and comes back keeps its own. */
function withoutMarkers(parts: readonly Part[]): readonly Part[] {
  return parts.map((part) =>
    typeof part === "string" || "results" in part || part.calls === undefined
      ? part
      : {
          ...part,
          calls: part.calls.map(([tool, own]) => [
            tool,
            JSON.parse(
              neutraliseJson(JSON.stringify(own)).replaceAll("\\u003c", "("),
            ) as JsonObject,
          ]),
        },
  );
}

test.each([
  "hermes",
  "mirau",
  "openai",
  "trl",
  "llamafactory",
  "ms-swift",
  "axolotl",
  "verl",
  "atif",
])("whatever is said, %s keeps every thought, call and result", (name) => {
  const format = builtInFormats[name] as never;
  fc.assert(
    fc.property(
      fc.oneof(conversation, conversation.map(withoutMarkers)),
      fc.constantFrom("conversation" as const, "turn" as const),
      (parts, expand) => {
        if (name === "verl" && expand === "turn") return;
        const row = sampleRow({
          parts,
          settings: { ...sampleSettings, dialect: "openai-tools" },
          tools: sampleTools,
        });
        const text = name === "hermes" || name === "mirau" || name === "verl";
        const checker = new RowChecker({
          format,
          settings: { historyThoughts: "keep" },
          template: text ? plainTemplate : taggedTemplate,
        });
        for (const example of conversationExamples(row, expand)) {
          const result = writeExample(format, example, { historyThoughts: "keep" });
          if (!text && name !== "openai" && name !== "atif") {
            const turns = example.turn === undefined ? undefined : example.turn + 1;
            const said = actionsOf(row.transcript).slice(0, turns);
            const marked = said.some(({ calls }) => hasMarker(calls.map((call) => call.arguments)));
            expect(result.ok ? undefined : result.code).toBe(marked ? "control-token" : undefined);
            if (marked) continue;
          }
          if (!result.ok) throw new Error(result.reason);
          const value = JSON.parse(JSON.stringify(result.value)) as JsonObject;
          expect(checker.check(value, example)).toEqual([]);
        }
      },
    ),
    { numRuns: 200 },
  );
});
