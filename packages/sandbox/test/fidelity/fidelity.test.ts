import { describe, expect, test } from "vitest";

import { createBubblewrapProvider } from "../../src/bubblewrap/index.ts";
import { createVirtualProvider } from "../../src/virtual/index.ts";
import { isMissing, isSame, Stage } from "./compare.ts";
import { corpus } from "./corpus.ts";
import { heldOut } from "./held-out.ts";
import { knownDifferences } from "./known-differences.ts";

const real = createBubblewrapProvider();
const virtual = createVirtualProvider({ spareWorkers: 0 });
const probe = await real.probe(["python"]);
const why = probe.ok ? "" : ` (skipped: ${probe.reason})`;

const commands = [...corpus, ...heldOut];
const lanes = 2;
const mostDifferent = 0.05;

describe.skipIf(!probe.ok)(`the virtual shell beside a real one${why}`, () => {
  test("does what a real bash does, but for what is known", { timeout: 300_000 }, async () => {
    const different: string[] = [];
    let compared = 0;
    const queue = [...commands];
    const lane = async (): Promise<void> => {
      await using bash = await real.create({});
      await using shell = await virtual.create({});
      const [here, there] = [new Stage(bash), new Stage(shell)];
      for (let command = queue.shift(); command !== undefined; command = queue.shift()) {
        const [expected, actual] = await Promise.all([here.play(command), there.play(command)]);
        if (isMissing(command, expected)) continue;
        compared += 1;
        if (isSame(expected, actual)) continue;
        different.push(command);
        if (Object.hasOwn(knownDifferences, command)) continue;
        expect.soft(actual, command).toEqual(expected);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    await virtual.dispose?.();
    console.log(`${String(different.length)} of ${String(compared)} commands differ`);
    expect(compared).toBeGreaterThan(500);
    expect(different.length).toBeLessThanOrEqual(Object.keys(knownDifferences).length);
  });

  test("keeps what is known to differ below one command in twenty", () => {
    const known = Object.keys(knownDifferences);
    expect(known.filter((command) => !commands.includes(command))).toEqual([]);
    expect(known.length / commands.length).toBeLessThan(mostDifferent);
  });
});
