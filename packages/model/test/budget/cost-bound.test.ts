import * as fc from "fast-check";
import { expect, test } from "vitest";

import { tokenBound } from "../../src/budget/cost-bound.ts";
import { ServerHabits } from "../../src/wire/server-habits.ts";
import { toWireBody } from "../../src/wire/wire-body.ts";

test("a prompt has no more tokens than bytes, whatever it holds", () => {
  const text = fc.string({ unit: "binary", maxLength: 200 });
  fc.assert(
    fc.property(fc.array(text), text, (contents, description) => {
      const body = toWireBody(
        {
          messages: contents.map((content) => ({ role: "user" as const, content })),
          tools: [{ name: "tool", description, parameters: { type: "object" } }],
        },
        {
          settings: { model: "m", stream: false, sampling: { max_tokens: 7 }, body: {} },
          habits: new ServerHabits("never"),
        },
      );
      const bytes = [...contents, description].reduce(
        (sum, one) => sum + Buffer.byteLength(one),
        0,
      );
      const bound = tokenBound(body);
      expect(bound?.inputTokens).toBeGreaterThanOrEqual(bytes + 8 * contents.length);
      expect(bound?.outputTokens).toBe(7);
    }),
  );
});

test("a picture counts as a picture, not by its bytes", () => {
  const url = `data:image/png;base64,${"A".repeat(1e6)}`;
  const content = [{ type: "image_url", image_url: { url } }];
  const bound = tokenBound({ messages: [{ role: "user", content }], max_tokens: 1 });
  expect(bound?.inputTokens).toBeGreaterThan(50_000);
  expect(bound?.inputTokens).toBeLessThan(60_000);
});

test("several answers are several times as long, and one without a limit has no bound", () => {
  expect(tokenBound({ max_completion_tokens: 10, n: 3 })?.outputTokens).toBe(30);
  expect(tokenBound({ max_output_tokens: 10 })?.outputTokens).toBe(10);
  expect(tokenBound({ messages: [] })).toBeUndefined();
});
