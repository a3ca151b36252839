import { digestBytes } from "@agent-gym/core";
import { expect, test } from "vitest";

import { compilerEnglish } from "../../src/prompts/compiler-en.ts";
import { compilerChinese } from "../../src/prompts/compiler-zh.ts";
import { rolePrompts } from "../../src/roles/role.ts";
import { chineseShare } from "../../src/words/language.ts";

const prompts = [
  ...Object.values(rolePrompts).flatMap(({ en, zh }) => [en, zh]),
  compilerEnglish,
  compilerChinese,
];

// A changed text needs a new version: old records name the one that they were made with.
test("the text of every version is the one that was released", async () => {
  const digests = await Promise.all(
    prompts.map(async ({ version, text }) => [version, (await digestBytes(text)).slice(0, 12)]),
  );
  expect(Object.fromEntries(digests)).toMatchInlineSnapshot(`
    {
      "compiler.en@1": "07266752a98b",
      "compiler.zh@1": "0d7114807cbc",
      "judge.en@1": "37a1ef21c74f",
      "judge.zh@1": "ccd7aaa29ade",
      "tools.en@1": "76f5787dfb78",
      "tools.zh@1": "6e212a2e70ad",
      "tracker.en@1": "9d161dbb821f",
      "tracker.zh@1": "d22643ca3725",
      "user.en@1": "f271e8b97961",
      "user.zh@1": "74d0c1903272",
    }
  `);
});

test("every prompt is in its language, short, and takes data for data", () => {
  for (const { version, text } of prompts) {
    const chinese = version.includes(".zh@");
    const share = chineseShare(text) ?? 0;
    if (chinese) expect(share, version).toBeGreaterThan(0.3);
    else expect(share, version).toBe(0);
    expect(text.length, version).toBeLessThan(version.startsWith("compiler") ? 3500 : 2200);
    expect(text, version).toMatch(chinese ? /data 标签之间/ : /between data tags/);
  }
});
