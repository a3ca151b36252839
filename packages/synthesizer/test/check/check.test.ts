import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { JsonObject } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import {
  type AnyRowFormat,
  builtInFormats,
  type ChatTemplate,
  chatTemplate,
  type CheckReport,
  conversationExamples,
  type Expand,
  type FormatSettings,
  loadChatTemplate,
  RowChecker,
  type Row,
  writeExample,
} from "../../src/index.ts";
import { type Part, sampleRow } from "../sample-row.ts";
import {
  doublingTemplate,
  forgetfulTemplate,
  plainTemplate,
  silentTemplate,
  taggedSource,
  taggedTemplate,
} from "../templates.ts";
import { temporaryFolder } from "../temporary-folder.ts";

function format(name: string): AnyRowFormat {
  const found = builtInFormats[name];
  if (found === undefined) throw new Error(`no format ${name}`);
  return found;
}

/** The problems of a row in a format and a template, after someone has damaged the record. */
function problems(
  name: string,
  options: {
    readonly row?: Row;
    readonly template?: ChatTemplate;
    readonly damage?: (value: JsonObject) => JsonObject;
    readonly settings?: FormatSettings;
  } = {},
): readonly string[] {
  const { row = sampleRow(), template, damage = (value) => value, settings = {} } = options;
  const checker = new RowChecker({
    format: format(name),
    settings,
    ...(template === undefined ? {} : { template }),
  });
  return conversationExamples(row, "conversation").flatMap((example) => {
    const written = writeExample(format(name), example, settings);
    if (!written.ok) throw new Error(written.reason);
    const value = damage(JSON.parse(JSON.stringify(written.value)) as JsonObject);
    return checker
      .check(value, example)
      .map(({ code, turn }) => (turn === undefined ? code : `${code} ${turn}`));
  });
}

/** A record with some text of it replaced. */
function replaced(from: string, to: string): (value: JsonObject) => JsonObject {
  return (value) => {
    const text = JSON.stringify(value);
    if (!text.includes(from)) throw new Error(`It does not hold ${from}.`);
    return JSON.parse(text.replace(from, to)) as JsonObject;
  };
}

describe("without a template", () => {
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
  ])("%s is sound", (name) => {
    expect(problems(name)).toEqual([]);
  });

  test.each([
    ["trl", replaced("grep -o counts matches", "grep -c counts lines"), ["lost-thought 1"]],
    ["hermes", replaced("grep -o counts matches", "grep -c counts lines"), ["lost-thought 1"]],
    [
      "trl",
      replaced('"path":"result.txt"}', '"path":"result.txt","command":null}'),
      ["changed-call 1"],
    ],
    ["hermes", replaced("wc -l > result.txt", "wc -c > result.txt"), ["changed-call 1"]],
    [
      "hermes",
      replaced(
        '<tool_call>\\n{\\"name\\": \\"read_file\\"',
        '<tool_call>\\n{\\"nom\\": \\"read_file\\"',
      ),
      ["lost-call 1"],
    ],
    ["hermes", replaced("Read a text file", "Read a file"), ["changed-tools"]],
    ["axolotl", replaced("24\\n", ""), ["lost-result 1"]],
    ["llamafactory", replaced("(exit 0)", ""), ["lost-result 1"]],
    ["ms-swift", replaced("Done: 24, saved in result.txt.", "Done."), ["lost-text 2"]],
    ["openai", replaced("Count the letter r", "Count"), ["lost-question"]],
    ["trl", replaced("Read a text file", "Read a file"), ["changed-tools"]],
    ["openai", replaced('"role":"user"', '"role":"assistant"'), ["wrong-turns"]],
  ])("%s tells of damage", (name, damage, expected) => {
    expect(problems(name, { damage })).toEqual(expected);
  });

  test("arguments that are text where an object belongs are told of", () => {
    const found = problems("trl", {
      damage: replaced(
        '"arguments":{"path":"result.txt"}',
        '"arguments":"{\\"path\\":\\"result.txt\\"}"',
      ),
    });
    expect(found).toContain("double-encoded 1");
  });

  test("a turn that is learned and should not be, and the other way round", () => {
    const row = sampleRow({ loss: [false, true] });
    expect(problems("axolotl", { row })).toEqual([]);
    expect(problems("axolotl", { row, damage: replaced(',"train":false', "") })).toEqual([
      "loss-on-foreign 1",
    ]);
    expect(
      problems("openai", {
        damage: replaced('"role":"assistant"', '"weight":0,"role":"assistant"'),
      }),
    ).toEqual(["no-loss 1"]);
  });
});

describe("with a template", () => {
  test("everything survives one that knows calls and thoughts, and the loss is where it marks it", () => {
    for (const name of ["trl", "axolotl", "ms-swift", "atif"]) {
      expect(problems(name, { template: taggedTemplate })).toEqual([]);
    }
    for (const name of ["hermes", "mirau", "verl"]) {
      expect(problems(name, { template: plainTemplate })).toEqual([]);
    }
  });

  test("what one leaves out is named", () => {
    const found = problems("trl", { template: silentTemplate });
    expect(found).toContain("lost-thought 1");
    expect(found).toContain("lost-call 1");
    expect(found).toContain("lost-thought 2");
    expect(found).not.toContain("lost-result 1");
  });

  test("arguments that one encodes twice are named", () => {
    expect(problems("trl", { template: doublingTemplate })).toContain("double-encoded 1");
  });

  test("one that forgets thoughts breaks the prefix of a second question", () => {
    const parts: readonly Part[] = [
      "How many?",
      { thought: "I count.", text: "Four." },
      "And now?",
      { thought: "I count again.", text: "Five." },
    ];
    const row = sampleRow({ parts });
    const settings = { historyThoughts: "keep" } as const;
    expect(problems("trl", { row, template: forgetfulTemplate, settings })).toEqual([
      "broken-prefix 1",
      "lost-thought 1",
    ]);
    expect(problems("trl", { template: forgetfulTemplate })).toEqual([]);
  });

  test("the thought of a past turn is no loss where that turn is not learned", () => {
    const row = sampleRow({
      parts: [
        "How many?",
        { thought: "I count.", text: "Four." },
        "And now?",
        { thought: "I count again.", text: "Five." },
      ],
    });
    const check = (one: Row, expand: Expand, template: ChatTemplate): CheckReport => {
      const settings = { historyThoughts: "keep" } as const;
      const checker = new RowChecker({ format: format("trl"), settings, template });
      for (const example of conversationExamples(one, expand)) {
        const written = writeExample(format("trl"), example, settings);
        if (written.ok) checker.check(written.value, example);
      }
      return checker.report();
    };
    expect(check(row, "turn", forgetfulTemplate)).toMatchObject({
      records: 2,
      sound: 2,
      problems: {},
      pastThoughts: 1,
    });
    const learned = check(row, "conversation", forgetfulTemplate);
    expect(learned).toMatchObject({ sound: 0, problems: { "lost-thought": 1 }, pastThoughts: 0 });
    expect(learned.examples.at(-1)?.message).toContain("a row of each turn keeps it");
    // One that knows no thoughts at all loses them wherever they stand.
    expect(check(row, "turn", silentTemplate)).toMatchObject({
      sound: 0,
      problems: { "lost-thought": 3 },
      pastThoughts: 0,
    });
  });

  test("one that reads thinking finds what is called reasoning_content, and the other way round", () => {
    const thinking = chatTemplate(taggedSource.replaceAll("reasoning_content", "thinking"));
    for (const settings of [{}, { thoughtField: "thinking" }] as const) {
      expect(problems("trl", { template: thinking, settings })).toEqual([]);
      expect(problems("trl", { template: taggedTemplate, settings })).toEqual([]);
    }
  });

  test("one that raises says so in its own words", () => {
    const refusing = chatTemplate(
      `{%- for message in messages %}{%- if message.role == "tool" %}{{ raise_exception("no tools here") }}{%- endif %}{{ message.content }}{%- endfor %}`,
      { name: "refusing" },
    );
    expect(problems("trl", { template: refusing })).toEqual(["template-error"]);
    const checker = new RowChecker({ format: format("trl"), template: refusing });
    const [example] = conversationExamples(sampleRow(), "conversation");
    const written = writeExample(format("trl"), example as never);
    if (written.ok) checker.check(written.value, example as never);
    expect(checker.report()).toMatchObject({
      records: 1,
      sound: 0,
      problems: { "template-error": 1 },
      examples: [
        { row: "run/task#0", message: expect.stringContaining("no tools here") as string },
      ],
    });
  });

  test("one that joins a text and an object is told of", () => {
    const joining = chatTemplate(
      `{%- for message in messages %}{{- message.content }}{%- for call in message.tool_calls or [] %}{{- call.function.name + " " + call.function.arguments }}{%- endfor %}{{- message.reasoning_content or "" }}{%- endfor %}`,
    );
    const found = problems("trl", { template: joining });
    expect(found.some((one) => one === "unprintable" || one === "template-error")).toBe(true);
  });

  test("marks that take in results are told of", () => {
    const marking = chatTemplate(
      `{%- for message in messages %}{%- if message.role != "user" and message.role != "system" %}{%- generation %}{{- message.reasoning_content or "" }}{{- message.content }}{%- for call in message.tool_calls or [] %}{{- call.function.name + (call.function.arguments | tojson) }}{%- endfor %}{%- endgeneration %}{%- else %}{{- message.content }}{%- endif %}{{- "|" }}{%- endfor %}`,
    );
    expect(problems("trl", { template: marking })).toEqual(["loss-on-foreign 1"]);
  });

  test("one with another system's line ends renders as with ours", () => {
    const [template, windows] = [taggedSource, taggedSource.replaceAll("\n", "\r\n")].map(
      (source) => chatTemplate(source),
    );
    const request = { messages: [{ role: "user", content: "a\r\nb" }], addGenerationPrompt: true };
    expect(windows?.render(request)).toEqual(template?.render(request));
    expect(windows?.render(request).text).toContain("a\r\nb");
  });

  test("marks change nothing else of the text", () => {
    const source = (open: string, close: string): string =>
      `{%- for message in messages %}\n  {%- if message.role == "assistant" %}\n    {{- "<" }}\n    ${open}\n    {{- message.content + ">" }}\n    ${close}\n  {% endif %}\n{%- endfor %}`;
    const messages = [
      { role: "user", content: "a" },
      { role: "assistant", content: "b" },
      { role: "assistant", content: "c" },
    ];
    const render = (template: ChatTemplate): ReturnType<ChatTemplate["render"]> =>
      template.render({ messages, addGenerationPrompt: false });
    for (const [open, close] of [
      ["{%- generation -%}", "{%- endgeneration -%}"],
      ["{% generation %}", "{% endgeneration %}"],
      ["{%- generation %}", "{%- endgeneration %}"],
    ] as const) {
      const marked = render(chatTemplate(source(open, close)));
      const plain = render(
        chatTemplate(
          source(open.replace("generation", "if true"), close.replace("endgeneration", "endif")),
        ),
      );
      expect(marked.text).toBe(plain.text);
      expect(marked.generated?.map(([start, end]) => marked.text.slice(start, end).trim())).toEqual(
        ["b>", "c>"],
      );
    }
  });

  test("the report says where the loss lies", () => {
    const checker = new RowChecker({ format: format("trl"), template: taggedTemplate });
    const [example] = conversationExamples(sampleRow(), "conversation");
    const written = writeExample(format("trl"), example as never);
    if (written.ok) checker.check(written.value, example as never);
    const { loss } = checker.report();
    expect(loss).toMatchObject({ turns: 2, learnedTurns: 2 });
    expect(loss.learnedCharacters).toBeLessThan((loss.characters ?? 0) / 2);
    expect(loss.learnedCharacters).toBeGreaterThan(200);
  });
});

describe("a template's file", () => {
  test("is Jinja, or a tokenizer's configuration that holds some", async () => {
    const folder = await temporaryFolder();
    const source = "{{ bos_token }}{% for message in messages %}{{ message.content }}{% endfor %}";
    const config = {
      bos_token: { content: "<s>" },
      chat_template: [
        { name: "default", template: "" },
        { name: "tool_use", template: source },
      ],
    };
    await writeFile(join(folder, "chat_template.jinja"), source);
    await writeFile(join(folder, "tokenizer_config.json"), JSON.stringify(config));
    const request = { messages: [{ role: "user", content: "x" }], addGenerationPrompt: false };
    const plain = await loadChatTemplate(join(folder, "chat_template.jinja"));
    expect(plain.render(request).text).toBe("x");
    const configured = await loadChatTemplate(join(folder, "tokenizer_config.json"));
    expect(configured.render(request).text).toBe("<s>x");
  });

  test("that is none says what is wrong with it", async () => {
    const folder = await temporaryFolder();
    await expect(loadChatTemplate(join(folder, "no.jinja"))).rejects.toThrow(
      /Can't read the chat template/,
    );
    await writeFile(join(folder, "broken.jinja"), "{% for %}");
    await expect(loadChatTemplate(join(folder, "broken.jinja"))).rejects.toThrow(/is no Jinja/);
    await writeFile(join(folder, "empty.json"), "{}");
    await expect(loadChatTemplate(join(folder, "empty.json"))).rejects.toThrow(
      /no "chat_template"/,
    );
  });
});
