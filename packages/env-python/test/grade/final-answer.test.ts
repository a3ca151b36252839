import { callAction, textAction, type Turn } from "@agent-gym/core";
import { expect, test } from "vitest";

import { finalAnswer, lastCodeBlock } from "../../src/grade/final-answer.ts";

const said = (...turns: readonly Turn[]): string | undefined => finalAnswer({ tools: [], turns });

test("the last turn is the answer, if it calls nothing", () => {
  const call = callAction({ name: "run_python_code", arguments: { code: "1" } });
  expect(said({ action: call }, { observation: {} }, { action: textAction("5") })).toBe("5");
  expect(said({ action: textAction("5") }, { observation: {} }, { action: call })).toBe(undefined);
  expect(said({ action: textAction(" ") })).toBe(undefined);
  expect(said({ action: { ...textAction("5"), incomplete: true } })).toBe(undefined);
  expect(said()).toBe(undefined);
});

test("the last block of a language counts, also one without a language", () => {
  const python = ["python", "py"];
  expect(lastCodeBlock("```python\na\n```\nthen\n```py\nb\nc\n```", python)).toBe("b\nc");
  expect(lastCodeBlock("```\na\n```", python)).toBe("a");
  expect(lastCodeBlock("```python\na\n```\n```text\noutput\n```", python)).toBe("a");
  expect(lastCodeBlock("````python\n```\nnested\n```\n````", python)).toBe("```\nnested\n```");
  expect(lastCodeBlock("~~~python\nx\n~~~", python)).toBe("x");
  expect(lastCodeBlock("```python\nnot closed", python)).toBe(undefined);
});
