import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { loadTokenCounter } from "../../src/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A tokenizer that knows four words, and takes white space for their borders. */
const tokenizer = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: [
    {
      id: 4,
      content: "<think>",
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    },
  ],
  normalizer: null,
  pre_tokenizer: { type: "Whitespace" },
  post_processor: null,
  decoder: null,
  model: {
    type: "WordLevel",
    vocab: { "[UNK]": 0, count: 1, the: 2, files: 3 },
    unk_token: "[UNK]",
  },
};

test("counts as the student's tokenizer does, from its file or its folder", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  for (const path of [folder, join(folder, "tokenizer.json")]) {
    const counter = await loadTokenCounter(path);
    expect(counter.estimated).toBe(false);
    expect(counter.count("count the files")).toBe(3);
    expect(counter.count("<think> count the unknown files")).toBe(5);
    expect(counter.description).toMatchObject({ kind: "tokenizer", file: "tokenizer.json" });
  }
});

test("says what is wrong with a tokenizer that does not load", async () => {
  const folder = await temporaryFolder();
  await expect(loadTokenCounter(join(folder, "no.json"))).rejects.toThrow(/no such file/);
  await writeFile(join(folder, "broken.json"), "{");
  await expect(loadTokenCounter(join(folder, "broken.json"))).rejects.toThrow(/no JSON/);
  await writeFile(join(folder, "other.json"), '{"model": {"type": "NoSuchModel"}}');
  await expect(loadTokenCounter(join(folder, "other.json"))).rejects.toThrow(/does not load/);
});
