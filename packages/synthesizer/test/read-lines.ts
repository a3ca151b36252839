import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { JsonObject } from "@agent-gym/core";

/** The records of a JSON Lines file. */
export async function readLines(folder: string, name: string): Promise<readonly JsonObject[]> {
  const text = await readFile(join(folder, name), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JsonObject);
}
