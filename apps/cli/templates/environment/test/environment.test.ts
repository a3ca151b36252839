import assert from "node:assert/strict";
import { test } from "node:test";

import { environment } from "../src/index.ts";

void test("a move is an option, and a whole number", () => {
  assert.deepEqual(environment.parseOptions({}), { moves: 50 });
  assert.throws(() => environment.parseOptions({ moves: "many" }), /moves/);
});
