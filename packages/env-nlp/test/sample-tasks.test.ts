import { existsSync } from "node:fs";

import { jsonSchemaProblems, taskFileSchema } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { nlpEnvironment } from "../src/index.ts";
import { sampleModels } from "./fixtures/sample-models.ts";
import { notesOf, playScript, sampleTasks } from "./play-episode.ts";

const data = new URL("../../../data/", import.meta.url);
// Where the package is tested alone, the repository's samples are not there.
const tasks = existsSync(new URL("nlp.json", data)) ? await sampleTasks() : [];
const options = nlpEnvironment.parseOptions({});
const rolesOf = (task: (typeof tasks)[number]): readonly string[] =>
  nlpEnvironment.needs(task, options).roles ?? [];

describe.runIf(tasks.length > 0)("the sample tasks", () => {
  test("are at least 12 over at least 6 domains, half of them Chinese", () => {
    expect(tasks.length).toBeGreaterThanOrEqual(12);
    expect(new Set(tasks.map((task) => task.data["environment_type"])).size).toBeGreaterThan(5);
    expect(tasks.filter(({ language }) => language === "zh")).toHaveLength(tasks.length / 2);
  });

  test("are half closed worlds that need no model at all", () => {
    const alone = tasks.filter((task) => rolesOf(task).length === 0);
    expect(alone.length).toBeGreaterThanOrEqual(tasks.length / 2);
    for (const task of alone) expect(task.data["world"]).toMatchObject({ mode: "closed" });
  });

  test("are shipped with the package, six of those that need no model", async () => {
    const shipped = [];
    for await (const task of nlpEnvironment.tasks?.({}) ?? []) shipped.push(task);
    expect(shipped).toHaveLength(6);
    const alone = tasks.filter((task) => rolesOf(task).length === 0).map((task) => task.data);
    for (const task of shipped) expect(alone).toContainEqual(task);
  });

  test("name between them every role", () => {
    expect(new Set(tasks.flatMap(rolesOf))).toEqual(new Set(Object.keys(nlpEnvironment.roles)));
  });

  // `vitest --update` writes the file anew; editors read it.
  test("have the schema of the code beside them", async () => {
    const schema = `${JSON.stringify(taskFileSchema(nlpEnvironment), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot(new URL("nlp.schema.json", data).pathname);
  });
});

describe.each(tasks)("$id", (task) => {
  const models = sampleModels[task.id] ?? {};

  test("fits the JSON Schema that editors read", () => {
    expect(jsonSchemaProblems(nlpEnvironment.taskSchema, task.data)).toEqual([]);
    const misspelt = { ...task.data, storyStages: [] };
    expect(jsonSchemaProblems(nlpEnvironment.taskSchema, misspelt)).not.toEqual([]);
  });

  test("is valid, and asks for exactly the roles that have a model here", () => {
    nlpEnvironment.check(task);
    expect([...rolesOf(task)].toSorted()).toEqual(Object.keys(models).toSorted());
  });

  test("its solution scores 1", async () => {
    const { outcome, events } = await playScript(task, "solution", { models });
    expect(outcome).toMatchObject({ ending: { status: "completed" }, verdict: { reward: 1 } });
    expect(notesOf(events, "simulator-fault")).toEqual([]);
    expect(notesOf(events, "user-turn").at(-1)).toMatchObject({ act: "accept" });
  });

  test.each(["no-op", "parrot-success", "refuser", "injector", "wrong-id"])(
    "%s scores 0",
    async (cheat) => {
      const { outcome } = await playScript(task, cheat, { models });
      expect(outcome).toMatchObject({ ending: { status: "completed" }, verdict: { reward: 0 } });
    },
  );
});
