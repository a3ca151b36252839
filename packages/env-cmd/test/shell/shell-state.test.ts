import * as fc from "fast-check";
import { expect, test } from "vitest";

import { quote, quoteOnOneLine } from "../../src/shell/quote.ts";
import { unwrapErrors, wrapCommand } from "../../src/shell/shell-state.ts";
import { describeOnBackends } from "../backends.ts";

test("what a command writes to stderr itself comes back unchanged when there is no state", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(unwrapErrors(text)).toEqual({ stderr: text });
    }),
  );
});

test("a command starts on the first line, so that bash numbers its lines rightly", () => {
  const script = wrapCommand("echo", { directory: "/a\nb", exports: "declare -x A\ndeclare -x B" });
  expect(script.split("\n")[0]).toContain("eval 'echo'");
});

describeOnBackends("quoting", ({ provider }) => {
  test("any text without NUL is one word", async () => {
    await using sandbox = await provider.create({});
    const words = fc.sample(
      fc.string({ unit: "grapheme", minLength: 1 }).filter((word) => !/\p{Cc}/u.test(word)),
      { numRuns: 60, seed: 7 },
    );
    const samples = [...words, "it's", "a\nb", "\\'", "$x", "`x`", "中文", "-n", "a\\nb", "\t"];
    for (const quoted of [quote, quoteOnOneLine]) {
      const { stdout } = await sandbox.exec(
        `printf '%s\\n--\\n' ${samples.map((word) => quoted(word)).join(" ")}`,
      );
      expect(stdout.split("\n--\n").slice(0, -1)).toEqual(samples);
    }
  });
});
