import { expect, test } from "vitest";

import { environmentSeed, samplingSeed } from "../../src/index.ts";

test("seeds follow the run's seed and the task, and stay what they are", () => {
  const source = { seed: 1, digest: "a".repeat(64) };
  expect(environmentSeed(source)).toBe(environmentSeed(source));
  const seeds = [
    environmentSeed(source),
    environmentSeed({ ...source, seed: 2 }),
    environmentSeed({ ...source, digest: "b".repeat(64) }),
    samplingSeed({ ...source, attempt: 0 }),
    samplingSeed({ ...source, attempt: 1 }),
  ];
  expect(new Set(seeds).size).toBe(seeds.length);
  for (const seed of seeds) {
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
  }
  // Results of an old run can be made again only while these do not change.
  expect(environmentSeed(source)).toMatchInlineSnapshot(`1820788416`);
  expect(samplingSeed({ ...source, attempt: 0 })).toMatchInlineSnapshot(`128268981`);
});
