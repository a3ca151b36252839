import { hash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { isJsonObject, type JsonObject, UsageError } from "@agent-gym/core";
import type { Tokenizer } from "@huggingface/tokenizers";

import type { TokenCounter } from "./token-counter.ts";

/**
 * Counts as a student's own tokenizer does. Needs `@huggingface/tokenizers`, which is loaded when this
 * is called.
 *
 * @param path a `tokenizer.json`, or the folder of a model that holds one. A `tokenizer_config.json`
 * beside it is read too.
 * @throws UsageError when the package is missing, or the file is not there or no tokenizer.
 */
export async function loadTokenCounter(path: string): Promise<TokenCounter> {
  const file = await tokenizerFile(path);
  const text = await readText(file);
  const definition = parseObject(text, file);
  const config = await readFile(join(dirname(file), "tokenizer_config.json"), "utf8").then(
    (content) => parseObject(content, "tokenizer_config.json"),
    (): JsonObject => ({}),
  );
  const library = await importTokenizers();
  let tokenizer: Tokenizer;
  try {
    tokenizer = new library.Tokenizer(definition, config);
    tokenizer.encode("probe");
  } catch (error) {
    throw unusable(file, `it does not load (${(error as Error).message})`, error);
  }
  return {
    description: { kind: "tokenizer", file: basename(file), digest: hash("sha256", text) },
    estimated: false,
    count: (measured) => tokenizer.encode(measured, { add_special_tokens: false }).ids.length,
  };
}

async function tokenizerFile(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw unusable(path, "there is no such file or folder", error);
  });
  return found.isDirectory() ? join(path, "tokenizer.json") : path;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw unusable(file, (error as Error).message, error);
  }
}

function parseObject(text: string, file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unusable(file, "it is no JSON", error);
  }
  if (isJsonObject(value)) return value;
  throw unusable(file, "it is no JSON object");
}

async function importTokenizers(): Promise<{ readonly Tokenizer: typeof Tokenizer }> {
  try {
    return await import("@huggingface/tokenizers");
  } catch (error) {
    throw new UsageError(
      "Measuring with a tokenizer needs the package @huggingface/tokenizers: npm i @huggingface/tokenizers",
      { code: "missing-package", cause: error },
    );
  }
}

function unusable(file: string, why: string, cause?: unknown): UsageError {
  return new UsageError(`Can't use the tokenizer ${file}: ${why}.`, { code: "tokenizer", cause });
}
