import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { maximumCalls, parseText } from "../../src/index.ts";
import { fragments, hostileText } from "../fixtures/arbitraries.ts";
import { caseTools } from "../fixtures/case-tools.ts";

const options = { tools: caseTools, bareJson: true } as const;

describe("any text", () => {
  const anyText = fc.oneof(
    fc.array(hostileText, { maxLength: 12 }).map((parts) => parts.join("")),
    fc.string({ unit: "binary", maxLength: 200 }),
  );

  test("is read without an error, and every call stands in it", () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom("stop", "length", "unknown"), (text, finish) => {
        const parsed = parseText(text, { ...options, finish });
        for (const { source } of [...parsed.calls, ...parsed.malformed]) {
          expect(text).toContain(source);
        }
        for (const [start, end] of parsed.thoughts) {
          expect(0 <= start && start <= end && end <= text.length).toBe(true);
        }
        expect(parsed.calls.length + parsed.malformed.length).toBeLessThanOrEqual(maximumCalls + 1);
        expect(new Set(parsed.flags).size).toBe(parsed.flags.length);
      }),
      { numRuns: 2_000 },
    );
  });

  test("never loses a <tool_call> that stands outside of thoughts", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (before, after) => {
        const text = `${before.replaceAll("<", "(")}<tool_call>${after.replaceAll("think>", "")}`;
        const parsed = parseText(text, options);
        expect(parsed.calls.length + parsed.malformed.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });
});

const shell = (command: string): object => ({ name: "execute_shell", arguments: { command } });
const wholeTurns: readonly (readonly [spelling: string, text: string])[] = [
  [
    "tagged JSON",
    `<think type="quick">\nlook\n</think>\n\n<tool_call>\n${JSON.stringify(shell("rm -rf build/{a,b}"))}\n</tool_call>\n<tool_call>\n${JSON.stringify(shell('echo "</tool_call>" > x'))}\n</tool_call>`,
  ],
  [
    "mended JSON",
    `<tool_call>{'name': 'execute_shell', 'arguments': {'command': 'rm -rf build',},}</tool_call>`,
  ],
  [
    "an array",
    `<tool_call>[${JSON.stringify(shell("ls"))}, ${JSON.stringify(shell("rm -rf /tmp/build"))}]</tool_call>`,
  ],
  [
    "JSON in JSON",
    JSON.stringify({ name: "execute_shell", arguments: '{"command": "rm -rf /tmp/build"}' }),
  ],
  [
    "XML",
    "<tool_call>\n<function=execute_shell>\n<parameter=command>\nrm -rf /tmp/build\n</parameter>\n</function>\n</tool_call>",
  ],
  [
    "DeepSeek's tokens",
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>execute_shell<｜tool▁sep｜>{"command": "rm -rf /tmp/build"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
  ],
  [
    "DeepSeek's older tokens",
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>execute_shell\n```json\n{"command": "rm -rf /tmp/build"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
  ],
  [
    "DSML",
    '<｜DSML｜tool_calls>\n<｜DSML｜invoke name="execute_shell">\n<｜DSML｜parameter name="command" string="true">rm -rf /tmp/build</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜tool_calls>',
  ],
  ["Mistral's list", `[TOOL_CALLS][${JSON.stringify(shell("rm -rf /tmp/build"))}]`],
  ["Mistral's names", '[TOOL_CALLS]execute_shell[ARGS]{"command": "rm -rf /tmp/build"}'],
  ["Llama's token", `<|python_tag|>${JSON.stringify(shell("rm -rf /tmp/build"))}`],
];

describe("a text cut off anywhere", () => {
  test.each(wholeTurns)("never becomes another call: %s", (_, text) => {
    const whole = parseText(text, options);
    expect(whole.malformed).toEqual([]);
    expect(whole.calls.length).toBeGreaterThan(0);
    for (const finish of ["stop", "length"] as const) {
      for (let length = 0; length < text.length; length += 1) {
        const { calls } = parseText(text.slice(0, length), { ...options, finish });
        expect(calls.map((call) => call.arguments)).toEqual(
          whole.calls.slice(0, calls.length).map((call) => call.arguments),
        );
      }
    }
  });

  test("by the token limit right behind a call that lacks its closing tag is not trusted", () => {
    const text = `<tool_call>${JSON.stringify(shell("ls"))}`;
    expect(parseText(text, { finish: "stop" }).calls).toHaveLength(1);
    const cut = parseText(text, { finish: "length" });
    expect(cut.calls).toEqual([]);
    expect(cut.malformed).toMatchObject([{ name: "execute_shell" }]);
    expect(cut.flags).toContain("truncated");
  });

  test("behind the closing tag is whole", () => {
    const text = `<tool_call>${JSON.stringify(shell("ls"))}</tool_call>`;
    expect(parseText(text, { finish: "length" }).calls).toHaveLength(1);
  });
});

describe("time grows with the length of the text, no faster", () => {
  const units: readonly string[] = [
    ...fragments.filter((fragment) => fragment.trim() !== ""),
    '<tool_call>{"',
    '<tool_call>{"a</tool_call>',
    "<tool_call>{",
    "<tool_call>{'",
    "<tool_call>{/*",
    "<tool_call>{//",
    "<tool_call>```",
    "<tool_call>x",
    '<tool_call>{"</tool_call>\\"',
    '<tool_call>{"a":1,}</tool_call>',
    '<tool_call>{"a" "b"}</tool_call>',
    '"</tool_call><tool_call>{"",',
    "<function=noop><parameter=q>",
    "<｜tool▁call▁begin｜>noop<｜tool▁sep｜>{",
    '<｜DSML｜invoke name="noop"><｜DSML｜parameter name="q">',
    "[TOOL_CALLS]noop[ARGS]",
    "a<think>b</think>",
  ];
  const prefixes = ["", "<think>", '<tool_call>{"name": "noop", "arguments": {"a":'];

  test.each(units)("repeated: %j", (unit) => {
    for (const prefix of prefixes) {
      const [small, large] = [20_000, 80_000].map((count) => {
        const text = prefix + unit.repeat(Math.min(count, (count * 50) / unit.length));
        const start = performance.now();
        parseText(text, options);
        return performance.now() - start;
      });
      // Four times the text; sixteen times the time, and seconds of it, if it were quadratic.
      expect(large).toBeLessThan(8 * (small ?? 0) + 250);
    }
  });

  test("20,000 open tags, and 1 MB of one argument", () => {
    expect(parseText("<tool_call>".repeat(20_000)).flags).toContain("truncated");
    expect(parseText("<think>".repeat(20_000)).flags).toEqual(["unclosed-think"]);
    const content = 'a "quoted" line\n'.repeat(65_536);
    const call = { name: "write_file", arguments: { path: "a", content } };
    const { calls } = parseText(`<tool_call>${JSON.stringify(call)}</tool_call>`);
    expect(calls[0]?.arguments).toEqual(call.arguments);
  });

  test("deep nesting is refused before it can harm", () => {
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    const parsed = parseText(`<tool_call>{"name": "noop", "arguments": ${deep}}</tool_call>`);
    expect(parsed.calls).toEqual([]);
    expect(parsed.malformed).toHaveLength(1);
    expect(parsed.flags).toEqual(["too-deep"]);
  });

  test("calls beyond the most that one turn may hold are refused as one", () => {
    const call = '<tool_call>{"name": "noop", "arguments": {}}</tool_call>\n';
    const parsed = parseText(call.repeat(maximumCalls + 50));
    expect(parsed.calls).toHaveLength(maximumCalls);
    expect(parsed.malformed).toHaveLength(1);
    expect(parsed.flags).toEqual(["too-many-calls"]);
  });
});
