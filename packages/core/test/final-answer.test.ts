import { expect, test } from "vitest";

import { callAction, finalAnswer, textAction, type Turn } from "../src/index.ts";

const said = (...turns: readonly Turn[]): string | undefined => finalAnswer({ tools: [], turns });

test("the last turn is the answer, if it calls nothing", () => {
  const call = callAction({ name: "run", arguments: {} });
  expect(said({ action: call }, { observation: {} }, { action: textAction("5") })).toBe("5");
  expect(said({ action: textAction("5") }, { observation: {} }, { action: call })).toBe(undefined);
  expect(said({ action: textAction("5") }, { observation: { message: "And?" } })).toBe("5");
});

test("what is empty, cut off or an unreadable call is no answer", () => {
  const unreadable = [{ id: "1", source: "{", problem: "cut off" }];
  expect(said({ action: textAction(" ") })).toBe(undefined);
  expect(said({ action: { ...textAction("5"), incomplete: true } })).toBe(undefined);
  expect(said({ action: { ...textAction("5"), malformed: unreadable } })).toBe(undefined);
  expect(said()).toBe(undefined);
});
