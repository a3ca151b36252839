import { hash } from "node:crypto";

import { canonicalJson, type JsonObject } from "@agent-gym/core";

import type { Example } from "../formats/example.ts";

/**
 * Finds records that hold exactly what an earlier one does. Stages compare whole attempts; where a
 * record is a part of one (a pair, a labelled answer, one turn), attempts that differ elsewhere give
 * the same record. Whole conversations and prompts are left to the stages.
 */
export class RepeatedRecords {
  readonly #seen = new Map<string, string>();

  /** The row that an equal record is of; `undefined` for a new one, which is remembered. */
  earlier(value: JsonObject, example: Example): string | undefined {
    if (example.kind === "prompt") return undefined;
    if (example.kind === "conversation" && example.turn === undefined) return undefined;
    const digest = hash("sha256", canonicalJson(value), "base64url").slice(0, 22);
    const earlier = this.#seen.get(digest);
    if (earlier === undefined) this.#seen.set(digest, example.row.id);
    return earlier;
  }
}
