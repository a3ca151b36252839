import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { SandboxError, VerifierError, type EnvironmentDefinition } from "@agent-gym/core";
import { counterEnvironment, fakeSandboxes } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { openRun, regradeRun, type RegradedEpisode } from "../../src/index.ts";
import { recordedRun } from "../recorded-run.ts";

/** The counter's next version, which leaves a file behind and asks for another total. */
function nextVersion(
  wanted = 0,
  changes: Partial<EnvironmentDefinition> = {},
): EnvironmentDefinition {
  return {
    ...counterEnvironment,
    version: "2",
    grade: async ({ evidence }) => {
      const { total } = evidence.data as { readonly total: number };
      return { reward: total === wanted ? 1 : 0, scores: { total } };
    },
    ...changes,
  };
}

/** The counter, which also leaves its total in a file. */
const filing: EnvironmentDefinition = {
  ...counterEnvironment,
  create: async (...made) => {
    const environment = await counterEnvironment.create(...made);
    return {
      ...environment,
      evidence: async (how) => {
        const { data } = (await environment.evidence?.(how)) ?? { data: null };
        return { data, files: { "total.json": { data: JSON.stringify(data) } } };
      },
    };
  },
};

describe("a run that is judged again", () => {
  test("by the same checker is worth the same", async () => {
    const { folder, summary } = await recordedRun(["101", "000"]);
    const report = await regradeRun(folder, { definition: counterEnvironment });
    expect(report).toMatchObject({
      gradedBy: "counter@1",
      gradedBefore: "counter@1",
      changed: 0,
      problems: 0,
      summary,
    });
    expect(report.episodes).toHaveLength(6);
    expect(report.file).toBe(undefined);
    expect(await readdir(folder)).not.toContain("regrades");
  });

  test("by another is worth what that says, episode by episode", async () => {
    const { folder } = await recordedRun(["10"]);
    const told: RegradedEpisode[] = [];
    const report = await regradeRun(folder, {
      definition: nextVersion(),
      onEpisode: (episode) => told.push(episode),
    });
    expect(report).toMatchObject({ gradedBy: "counter@2", gradedBefore: "counter@1", changed: 2 });
    const byAttempt = report.episodes.toSorted((left, right) => left.attempt - right.attempt);
    expect(byAttempt).toMatchObject([
      {
        task: "a",
        attempt: 0,
        try: 0,
        before: { reward: 1, success: true },
        after: { reward: 0, success: false, scores: { total: 1 } },
        verdict: { reward: 0 },
        changed: true,
      },
      { attempt: 1, before: { reward: 0 }, after: { reward: 1, success: true }, changed: true },
    ]);
    expect(told).toHaveLength(2);
    expect(new Set(report.entries.map(({ scores }) => scores?.["total"]))).toEqual(new Set([0, 1]));
    expect(report.summary).toMatchObject({ scored: 2, succeeded: 1 });
  });

  test("shows its grader the files that were collected", async () => {
    const { folder } = await recordedRun(["1"], { definition: filing });
    const definition = nextVersion(1, {
      grade: async ({ evidence: { files = {} } }) => {
        const entry = files["total.json"];
        const data = entry !== undefined && "data" in entry ? entry.data : "";
        return { reward: new TextDecoder().decode(data as Uint8Array) === '{"total":1}' ? 1 : 0 };
      },
    });
    expect(await regradeRun(folder, { definition })).toMatchObject({ changed: 0, problems: 0 });

    for (const name of await readdir(join(folder, "artifacts"))) {
      await rm(join(folder, "artifacts", name));
    }
    const { episodes } = await regradeRun(folder, { definition });
    expect(episodes).toMatchObject([{ problem: expect.stringContaining("no such file") }]);
  });

  test("may be written down, and the record stays as it was", async () => {
    const { folder } = await recordedRun(["10"]);
    const index = await readFile(join(folder, "index.jsonl"), "utf8");
    const { file = "", episodes } = await regradeRun(folder, {
      definition: nextVersion(),
      write: true,
      concurrency: 1,
    });
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    const [header, ...rest] = lines.map((line) => JSON.parse(line) as object);
    expect(header).toMatchObject({
      format: "agent-gym-regrade/1",
      gradedBy: "counter@2",
      gradedBefore: "counter@1",
    });
    expect(rest).toEqual(episodes);
    expect(file).toMatch(/regrades.\d{4}-\d\d-\d\d-counter-2-[0-9a-f]{4}\.jsonl$/);
    expect(await readFile(join(folder, "index.jsonl"), "utf8")).toBe(index);
    expect((await openRun(folder)).summary).toMatchObject({ succeeded: 1 });
  });

  test("gives a reward to what only its checker had failed to judge", async () => {
    const broken: EnvironmentDefinition = {
      ...counterEnvironment,
      grade: async () => {
        throw new VerifierError("It crashed.");
      },
    };
    const { folder } = await recordedRun(["10"], { definition: broken });
    const report = await regradeRun(folder, { definition: counterEnvironment });
    expect(report).toMatchObject({ changed: 2, problems: 0, summary: { scored: 2, unscored: 0 } });
    expect(report.entries.every(({ unscored }) => unscored === undefined)).toBe(true);
    const back = await regradeRun(folder, { definition: broken });
    expect(back).toMatchObject({ changed: 0, problems: 0, summary: { scored: 0, unscored: 2 } });
  });
});

describe("what can't be judged again", () => {
  test("stays as it was: an episode that was never graded", async () => {
    const { folder, summary } = await recordedRun([" 1"]);
    const report = await regradeRun(folder, { definition: counterEnvironment });
    expect(report).toMatchObject({ changed: 0, problems: 0, summary });
  });

  test("is told, and counts as before: a sandbox that fails, a task that no longer fits", async () => {
    const { folder, summary } = await recordedRun(["1"]);
    const failing = nextVersion(1, {
      grade: async () => {
        throw new SandboxError({ code: "died", message: "It died." });
      },
    });
    const died = await regradeRun(folder, { definition: failing });
    expect(died).toMatchObject({ changed: 0, problems: 1, summary });
    expect(died.episodes[0]).toMatchObject({ problem: "It died.", before: { reward: 1 } });

    const needing = nextVersion(1, { needs: () => ({ sandbox: ["real-shell"] }) });
    const lacking = await regradeRun(folder, { definition: needing, sandboxes: fakeSandboxes() });
    expect(lacking.episodes[0]?.problem).toBe("sandbox fake lacks real-shell");
    await expect(regradeRun(folder, { definition: needing })).rejects.toMatchObject({
      code: "missing-sandbox",
    });

    await writeFile(join(folder, "tasks.jsonl"), '{"id":"a","data":{"target":2}}\n');
    const changed = await regradeRun(folder, { definition: counterEnvironment });
    expect(changed.episodes[0]?.problem).toContain("does not hold the task as it was");
  });

  test("is refused: a run of another environment", async () => {
    const { folder } = await recordedRun(["1"]);
    const definition = { ...counterEnvironment, name: "other" };
    await expect(regradeRun(folder, { definition })).rejects.toThrow(
      "is of the environment counter, so other can't judge it",
    );
  });

  test("is left when that is aborted", async () => {
    const { folder } = await recordedRun(["1111"]);
    const controller = new AbortController();
    const regrading = regradeRun(folder, {
      definition: counterEnvironment,
      concurrency: 1,
      signal: controller.signal,
      onEpisode: () => controller.abort(new Error("enough")),
    });
    await expect(regrading).rejects.toThrow("enough");
  });
});
