import {
  contentText,
  type Dialect,
  type RenderSettings,
  type ToolSpec,
  type Transcript,
  type Turn,
} from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { deepseek, hermes, mirau, openaiTools } from "../../src/index.ts";
import qwen3 from "../fixtures/qwen3-conversation.json" with { type: "json" };
import seed from "../fixtures/seed-conversation.json" with { type: "json" };

const settings: RenderSettings = {
  systemPrompt: "You are a shell agent.",
  historyThoughts: "keep",
  assistant: "canonical",
};

const tools: readonly ToolSpec[] = [
  tool("execute_shell", "Run a shell command", "command"),
  tool("read_file", "Read a text file", "path"),
];

function tool(name: string, description: string, parameter: string): ToolSpec {
  return {
    name,
    description,
    parameters: {
      type: "object",
      properties: { [parameter]: { type: "string" } },
      required: [parameter],
    },
  };
}

const conversation: Transcript = {
  tools,
  turns: [
    {
      observation: {
        message: "Count the letter r (any case) in ws/*.txt; write the number to result.txt.",
      },
    },
    {
      action: {
        reasoning: "grep -o counts matches, not lines; then check the file.",
        text: "",
        calls: [
          {
            id: "call_1",
            name: "execute_shell",
            arguments: { command: "grep -rohi 'r' ws --include='*.txt' | wc -l > result.txt" },
            source: "",
          },
          { id: "call_2", name: "read_file", arguments: { path: "result.txt" }, source: "" },
        ],
        malformed: [],
      },
    },
    {
      observation: {
        results: [
          { callId: "call_1", name: "execute_shell", content: "(exit 0)" },
          { callId: "call_2", name: "read_file", content: "24\n" },
        ],
      },
    },
    {
      action: {
        reasoning: "Verified: 24.",
        text: "Done: 24, saved in result.txt.",
        calls: [],
        malformed: [],
      },
    },
  ],
};

/** Reads a conversation of messages back into turns, as far as the dialect's own parser can. */
function turnsOf(dialect: Dialect, messages: readonly { role: string; content: string }[]): Turn[] {
  return messages.map(({ role, content }, index): Turn => {
    if (role === "assistant") {
      const message = { role, content } as const;
      const context = { tools, turn: index };
      return { action: dialect.parse({ message, finish: "stop" }, context) };
    }
    const result = /^<tool_response name="(\w+)">(.*)<\/tool_response>$/s.exec(content);
    if (result === null) return { observation: { message: content } };
    const [, name = "", text = ""] = result;
    return { observation: { results: [{ callId: "call", name, content: text }] } };
  });
}

describe("mirau", () => {
  test("writes the seed's training example byte for byte", () => {
    const turns = turnsOf(mirau, seed.messages);
    for (const assistant of ["canonical", "verbatim"] as const) {
      const { messages } = mirau.render({ tools, turns }, { ...settings, assistant });
      expect(messages.slice(1)).toEqual(seed.messages);
    }
  });

  test("reads the seed's kinds of thought", () => {
    const actions = turnsOf(mirau, seed.messages).flatMap((turn) =>
      "action" in turn ? [turn.action] : [],
    );
    expect(actions.map(({ thinkType }) => thinkType)).toEqual(["mid", "quick", "quick"]);
    expect(actions.map(({ calls }) => calls.map(({ name }) => name))).toEqual([
      ["execute_shell"],
      ["read_file"],
      [],
    ]);
    expect(actions.flatMap(({ flags = [] }) => flags)).toEqual([]);
  });

  test("has its tools as JSON in the system message, and both results in one user message", () => {
    const { messages, tools: native, stop } = mirau.render(conversation, settings);
    expect(native).toBeUndefined();
    expect(stop).toEqual(["<tool_response"]);
    const [head, list = ""] = contentText(messages[0]?.content ?? "").split("## Available Tools\n");
    expect(head).toBe("You are a shell agent.\n\n");
    expect(JSON.parse(list)).toEqual(tools.map((one) => ({ type: "function", function: one })));
    expect(messages[3]).toEqual({
      role: "user",
      content:
        '<tool_response name="execute_shell">(exit 0)</tool_response>\n<tool_response name="read_file">24\n</tool_response>',
    });
  });

  test.each([
    ["Go.", "quick"],
    ["这一步很简单。", "quick"],
    ["a thought of some length, ".repeat(30), "mid"],
    ["需要分析的内容".repeat(40), "mid"],
    ["a long thought of several parts, ".repeat(100), "complex"],
  ])("names the kind of a thought that has none by its length: %#", (reasoning, type) => {
    const action = { reasoning, text: "", calls: [], malformed: [] };
    const { messages } = mirau.render({ tools: [], turns: [{ action }] }, settings);
    expect(messages.at(-1)?.content).toBe(`<think type="${type}">\n${reasoning}\n</think>`);
  });
});

describe("hermes", () => {
  test("writes what Qwen 3's chat template writes, byte for byte", () => {
    expect(hermes.render(conversation, settings).messages).toEqual(qwen3.messages);
  });

  test("puts the environment's instructions behind the agent's own prompt", () => {
    const { messages } = hermes.render(
      { tools: [], turns: [], instructions: "You are in /work." },
      settings,
    );
    expect(messages).toEqual([
      { role: "system", content: "You are a shell agent.\n\nYou are in /work." },
    ]);
  });

  test("has no system message when there is nothing to say in it", () => {
    const transcript: Transcript = { tools: [], turns: [{ observation: { message: "Hi." } }] };
    const { messages } = hermes.render(transcript, { ...settings, systemPrompt: "" });
    expect(messages).toEqual([{ role: "user", content: "Hi." }]);
  });

  test("joins results and a message in one user message", () => {
    const observation = {
      results: [{ callId: "a", name: "read_file", content: "24" }],
      message: "And now?",
    };
    const { messages } = hermes.render({ tools: [], turns: [{ observation }] }, settings);
    expect(messages.at(-1)?.content).toBe("<tool_response>\n24\n</tool_response>\n\nAnd now?");
  });
});

describe("deepseek", () => {
  test("gives tools natively, and every assistant turn a thought, be it empty", () => {
    const { messages, tools: native } = deepseek.render(conversation, settings);
    expect(native).toBe(tools);
    expect(messages[2]).toEqual({
      role: "assistant",
      content: "",
      reasoning: "grep -o counts matches, not lines; then check the file.",
      toolCalls: [
        {
          id: "call_1",
          name: "execute_shell",
          arguments: `{"command": "grep -rohi 'r' ws --include='*.txt' | wc -l > result.txt"}`,
        },
        { id: "call_2", name: "read_file", arguments: '{"path": "result.txt"}' },
      ],
    });
    expect(messages.slice(3, 5)).toEqual([
      { role: "tool", toolCallId: "call_1", name: "execute_shell", content: "(exit 0)" },
      { role: "tool", toolCallId: "call_2", name: "read_file", content: "24\n" },
    ]);
    const dropped = deepseek.render(conversation, { ...settings, historyThoughts: "drop" });
    expect(dropped.messages[2]).toMatchObject({ reasoning: "" });
    expect(dropped.messages[5]).toMatchObject({ reasoning: "Verified: 24." });
  });
});

describe("openai-tools", () => {
  test("leaves the thought out where there is none, and keeps images", () => {
    const image = { type: "image", mediaType: "image/png", data: "AAAA" } as const;
    const { messages, tools: native } = openaiTools.render(
      {
        tools: [],
        turns: [
          { observation: { message: [{ type: "text", text: "What is <think>?" }, image] } },
          { action: { text: "A tag.", calls: [], malformed: [] } },
        ],
      },
      settings,
    );
    expect(native).toBeUndefined();
    expect(messages.slice(1)).toEqual([
      { role: "user", content: [{ type: "text", text: "What is &lt;think>?" }, image] },
      { role: "assistant", content: "A tag." },
    ]);
  });

  test("tells a call that could not be read in arguments that every server takes", () => {
    const malformed = [{ id: "call_1", source: '{"command": "ls', problem: "it is cut off" }];
    const { messages } = openaiTools.render(
      {
        tools,
        turns: [
          { observation: { message: "Go." } },
          { action: { text: "", calls: [], malformed } },
          { observation: { results: [{ callId: "call_1", name: "unknown", content: "No." }] } },
        ],
      },
      settings,
    );
    expect(messages[2]).toMatchObject({
      toolCalls: [
        {
          id: "call_1",
          name: "unreadable_call",
          arguments: '{"unreadable": "{\\"command\\": \\"ls"}',
        },
      ],
    });
    expect(messages[3]).toMatchObject({ role: "tool", toolCallId: "call_1" });
  });

  test("gives the model's exact words back in verbatim", () => {
    const message = {
      role: "assistant",
      content: " Let me see. ",
      reasoning: "first look",
      toolCalls: [{ id: "abc123XYZ", name: "read_file", arguments: '{"path":"a"}' }],
    } as const;
    const action = openaiTools.parse({ message, finish: "tool-calls" }, { tools, turn: 0 });
    const transcript: Transcript = { tools, turns: [{ observation: {} }, { action }] };
    const verbatim = openaiTools.render(transcript, { ...settings, assistant: "verbatim" });
    expect(verbatim.messages.at(-1)).toEqual(message);
    const canonical = openaiTools.render(transcript, settings);
    expect(canonical.messages.at(-1)).toEqual({
      ...message,
      content: "Let me see.",
      toolCalls: [{ id: "abc123XYZ", name: "read_file", arguments: '{"path": "a"}' }],
    });
  });
});

describe("verbatim", () => {
  const content =
    "<think>\nlook first\n</think>\n\nOk.\n<tool_call>{'name': 'read_file', 'arguments': {'path': 'a'}}</tool_call>";
  const action = hermes.parse(
    { message: { role: "assistant", content }, finish: "stop" },
    { tools, turn: 0 },
  );
  const turns: Turn[] = [
    { observation: { message: "Go." } },
    { action },
    { observation: { message: "And?" } },
  ];

  test("keeps the model's spelling where canonical mends it", () => {
    const kept = hermes.render({ tools, turns }, { ...settings, assistant: "verbatim" });
    expect(kept.messages[2]?.content).toBe(content);
    expect(hermes.render({ tools, turns }, settings).messages[2]?.content).toBe(
      '<think>\nlook first\n</think>\n\nOk.\n<tool_call>\n{"name": "read_file", "arguments": {"path": "a"}}\n</tool_call>',
    );
  });

  test("cuts thoughts out of it where they are dropped", () => {
    const verbatim = { ...settings, assistant: "verbatim", historyThoughts: "last" } as const;
    expect(hermes.render({ tools, turns }, verbatim).messages[2]?.content).toBe(
      content.slice(content.indexOf("Ok.")),
    );
  });

  test("puts a thought back that the server had taken out", () => {
    const message = { role: "assistant", content: "\n\nDone.", reasoning: "all good" } as const;
    const said = hermes.parse({ message, finish: "stop" }, { tools, turn: 0 });
    const { messages } = hermes.render(
      { tools, turns: [{ action: said }] },
      { ...settings, assistant: "verbatim" },
    );
    expect(messages.at(-1)?.content).toBe("<think>\nall good\n</think>\n\nDone.");
  });
});
