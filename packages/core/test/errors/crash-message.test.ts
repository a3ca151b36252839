import { expect, test } from "vitest";

import { crashMessage } from "../../src/errors/crash-message.ts";

function thrown(stack: string): Error {
  return Object.assign(new Error("boom"), { stack });
}

test("an error is told with the file and line that threw it, without the folder", () => {
  expect(crashMessage(new TypeError("no such thing"))).toMatch(
    /^no such thing \(crash-message\.test\.ts:\d+:\d+\)$/,
  );
  const stack = [
    "Error: boom",
    "    at node:internal/process:1:2",
    "    at parse (file:///home/me/node_modules/zod/index.js:3:4)",
    "    at async Game.step (file:///home/me/my env/game.ts?t=1:12:5)",
    "    at run (/home/me/other.ts:9:9)",
  ].join("\n");
  expect(crashMessage(thrown(stack))).toBe("boom (game.ts:12:5)");
  expect(crashMessage(thrown("Error: boom\n    at C:\\me\\game.ts:1:2"))).toBe(
    "boom (game.ts:1:2)",
  );
  expect(crashMessage(thrown("Error: boom\n    at /x/node_modules/env/index.js:7:1"))).toBe(
    "boom (index.js:7:1)",
  );
});

test("what the message says is not taken for a place", () => {
  const error = new Error("first\n    at /evil/agent.ts:1:1");
  expect(crashMessage(error)).toMatch(/\(crash-message\.test\.ts:\d+:\d+\)$/);
});

test("what has no stack, or an unreadable one, is told as it is", () => {
  expect(crashMessage("a text")).toBe("a text");
  expect(crashMessage(thrown("nothing that looks like one"))).toBe("boom");
  const hostile = new Error("boom");
  Object.defineProperty(hostile, "stack", {
    get: () => {
      throw new Error("not for you");
    },
  });
  expect(crashMessage(hostile)).toBe("boom");
});
