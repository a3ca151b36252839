import { expect, test } from "vitest";

import { lastCodeBlock } from "../../src/grade/last-code-block.ts";

test("the last block of a language counts, also one without a language", () => {
  const python = ["python", "py"];
  expect(lastCodeBlock("```python\na\n```\nthen\n```py\nb\nc\n```", python)).toBe("b\nc");
  expect(lastCodeBlock("```\na\n```", python)).toBe("a");
  expect(lastCodeBlock("```python\na\n```\n```text\noutput\n```", python)).toBe("a");
  expect(lastCodeBlock("````python\n```\nnested\n```\n````", python)).toBe("```\nnested\n```");
  expect(lastCodeBlock("~~~python\nx\n~~~", python)).toBe("x");
  expect(lastCodeBlock("```python\nnot closed", python)).toBe(undefined);
});
