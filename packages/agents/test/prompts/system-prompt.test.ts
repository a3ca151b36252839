import { digestBytes } from "@agent-gym/core";
import { expect, test } from "vitest";

import { builtInDialects, parseText } from "../../src/index.ts";

const prompts = [
  ...new Set(Object.values(builtInDialects).flatMap((one) => [one.prompts.en, one.prompts.zh])),
];

/** The first digits of each text's SHA-256. A prompt that changes gets a new version, and a new line. */
const digests: Readonly<Record<string, string>> = {
  "mirau.en.1": "9f353e2d312e3e7e",
  "mirau.zh.1": "9648a3da22aa84b9",
  "hermes.en.1": "908cf9e585216c07",
  "hermes.zh.1": "499b64ee81a8f5c4",
  "native-tools.en.1": "e3b4c4a257fd81f3",
  "native-tools.zh.1": "8eea75a33a81447f",
};

test.each(prompts)("$version is the text that it was", async ({ version, text }) => {
  expect((await digestBytes(text)).slice(0, 16)).toBe(digests[version]);
});

test("mirau's prompt shows its form in a way that its own parser reads", () => {
  for (const { text } of Object.values(builtInDialects.mirau.prompts)) {
    const [, example = ""] = /(<tool_call>[^]*<\/tool_call>)/.exec(text) ?? [];
    expect(parseText(example)).toMatchObject({ flags: [], calls: [{ arguments: {} }] });
    expect(text).toContain("<tool_response name=");
  }
});
