import type { JsonObject } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { parseText } from "../../src/parser/parse-text.ts";
import { caseTools } from "../fixtures/case-tools.ts";
import cases from "../fixtures/tool-call-cases.json" with { type: "json" };

interface Case {
  readonly id: string;
  readonly title: string;
  readonly input: string;
  readonly calls: readonly { readonly name: string; readonly arguments: JsonObject }[];
  readonly text?: string;
  readonly reasoning?: string | null;
  readonly flags?: readonly string[];
  /** What is expected follows from the tools' names or schemas. */
  readonly needsTools?: true;
}

const nameAndArguments = (call: { readonly name: string; readonly arguments: JsonObject }) => ({
  name: call.name,
  arguments: call.arguments,
});

describe("the list of tool-call spellings", () => {
  test("is whole", () => expect(cases).toHaveLength(81));

  for (const expected of cases as readonly Case[]) {
    for (const tools of expected.needsTools === true ? [caseTools] : [caseTools, undefined]) {
      const how = tools === undefined ? "without" : "with";
      test(`${expected.id} ${expected.title}, ${how} tools`, () => {
        const parsed = parseText(expected.input, {
          bareJson: true,
          ...(tools === undefined ? {} : { tools }),
        });
        expect(parsed.calls.map(nameAndArguments)).toEqual(expected.calls);
        if (expected.text !== undefined) expect(parsed.text).toBe(expected.text);
        if (expected.reasoning !== undefined) {
          expect(parsed.reasoning ?? null).toBe(expected.reasoning);
        }
        if (expected.flags !== undefined) expect(parsed.flags).toEqual(expected.flags);
        for (const { source } of parsed.calls) expect(expected.input).toContain(source);
      });
    }
  }
});
