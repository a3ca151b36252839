import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { counterEnvironment } from "@agent-gym/core/testing";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";

import { loadTasks } from "../../src/loading/load-tasks.ts";
import { fixtureFolder } from "../fixture-files.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const cwd = fixtureFolder;
const dataFile = ["counter-tasks.json"];

describe("loading tasks", () => {
  test("reads, chooses and says where they come from", async () => {
    const { tasks, source } = await loadTasks(counterEnvironment, { dataFile, cwd });
    expect(tasks.map(({ id }) => id).slice(0, 3)).toEqual(["one", "two", "three"]);
    expect({ count: tasks.length, source }).toEqual({ count: 4, source: "counter-tasks.json" });
    const some = await loadTasks(counterEnvironment, { dataFile, cwd, split: "test", limit: 1 });
    expect(some.tasks.map(({ id }) => id)).toEqual(["two"]);
  });

  test("a task that was not chosen may be broken", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "tasks.json"), '[{"id": "good", "target": 1}, {"id": "bad"}]');
    const query = { dataFile: ["tasks.json"], cwd: folder };
    const { tasks } = await loadTasks(counterEnvironment, { ...query, taskId: "good" });
    expect(tasks).toHaveLength(1);
    await expect(loadTasks(counterEnvironment, query)).rejects.toThrow(
      'Task "bad" (tasks.json, entry 1) is not valid: target: ',
    );
  });

  test("tasks without an end are taken up to the limit, and refused without one", async () => {
    const endless = {
      ...counterEnvironment,
      tasks: async function* () {
        for (let target = 1; ; target += 1) yield { target };
      },
    };
    const { tasks } = await loadTasks(endless, { cwd, limit: 2 });
    expect(tasks).toHaveLength(2);
    await expect(loadTasks(endless, { cwd })).rejects.toThrow(/more than 100000 tasks.*--limit/);
  });

  test("a task without an id is told by its place, too", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "tasks.json"), '[{"target": 1}, {"target": "x"}]');
    await expect(
      loadTasks(counterEnvironment, { dataFile: ["tasks.json"], cwd: folder }),
    ).rejects.toThrow(/^Task "[0-9a-f]{8}" \(tasks\.json, entry 1\) is not valid: target: /);
  });

  test("several files of several kinds are read together, their columns renamed", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "a.csv"), "id,goal\nfirst,1\nsecond,2\n");
    await writeFile(join(folder, "b.jsonl"), '{"id": "third", "goal": 3}\n');
    const columnData = [
      { name: "id", data: ["fourth"] },
      { name: "goal", data: [4], type: "INT32" as const },
    ];
    await writeFile(join(folder, "c.parquet"), new Uint8Array(parquetWriteBuffer({ columnData })));
    const { tasks, source } = await loadTasks(counterEnvironment, {
      dataFile: ["*.csv", "b.jsonl", "c.parquet"],
      field: { target: "goal" },
      cwd: folder,
    });
    expect(tasks.map(({ data }) => data)).toEqual([
      { id: "first", target: 1 },
      { id: "second", target: 2 },
      { id: "third", target: 3 },
      { id: "fourth", target: 4 },
    ]);
    expect(source).toBe("*.csv, b.jsonl, c.parquet");
  });

  test("an order by chance is the seed's, and a task more leaves it as it is", async () => {
    const folder = await temporaryFolder();
    const targets = Array.from({ length: 50 }, (_, target) => ({ id: `t${target}`, target }));
    await writeFile(join(folder, "all.json"), JSON.stringify(targets));
    await writeFile(join(folder, "fewer.json"), JSON.stringify(targets.slice(1)));
    const ids = async (file: string, seed: number, limit?: number): Promise<readonly string[]> => {
      const query = { dataFile: [file], cwd: folder, shuffle: true, seed };
      const { tasks } = await loadTasks(
        counterEnvironment,
        limit === undefined ? query : { ...query, limit },
      );
      return tasks.map(({ id }) => id);
    };
    const all = await ids("all.json", 1);
    expect(all.toSorted()).toEqual(targets.map(({ id }) => id).toSorted());
    expect(all).not.toEqual(targets.map(({ id }) => id));
    expect(await ids("all.json", 2)).not.toEqual(all);
    expect(await ids("all.json", 1, 5)).toEqual(all.slice(0, 5));
    expect(await ids("fewer.json", 1)).toEqual(all.filter((id) => id !== "t0"));
  });

  test("an environment's own tasks are taken lazily, as many as are wanted", async () => {
    let made = 0;
    const endless = {
      ...counterEnvironment,
      async *tasks() {
        for (;;) yield { id: `task-${made++}`, target: made };
      },
    };
    const { tasks, source } = await loadTasks(endless, { cwd, limit: 3 });
    expect(tasks).toHaveLength(3);
    expect(made).toBe(3);
    expect(source).toBe("the environment's own tasks");
  });

  test.each([
    [
      {},
      "The environment counter brings no tasks of its own: name a file of them with --data-file.",
    ],
    [{ dataFile: ["none.json"] }, "Can't read the tasks of none.json: there is no such file."],
    [{ dataFile: ["."] }, "it is a folder: name its files, as in ./*.json"],
    [{ dataFile: ["../fixtures/"] }, "as in ../fixtures/*.json"],
    [{ dataFile: ["counter.ts"] }, "Can't read the tasks of counter.ts: "],
    [{ dataFile, split: "train" }, 'in the split "train": there are test.'],
    [{ field: { target: "goal" } }, "--field renames columns of --data-file: name a file."],
    [{ dataFile, field: { target: "goal" } }, 'No task has a column "goal"'],
  ])("%j is refused in one line", async (selection, message) => {
    const loading = loadTasks(counterEnvironment, { ...selection, cwd });
    await expect(loading).rejects.toThrow(message);
  });

  test("of several tasks that are not valid the first is explained, and the others are named", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "a.json"), '[{"id": "good", "target": 1}]');
    const bad = ["p", "q", "r", "s", "t"].map((id) => JSON.stringify({ id, taget: 3 }));
    await writeFile(join(folder, "b.jsonl"), bad.join("\n"));
    await expect(
      loadTasks(counterEnvironment, { dataFile: ["a.json", "b.jsonl"], cwd: folder }),
    ).rejects.toThrow(
      /^Task "p" \(b\.jsonl, entry 0\) is not valid: "taget" is no field of it \(did you mean "target"\?\); .*4 more tasks not valid either: "q" \(b\.jsonl, entry 1\), "r" .*, "s" .*, …\.$/,
    );
  });

  test("a task of another environment is told as such", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "sums.json"), '[{"question": "What is 2 + 2?", "answer": "4"}]');
    await expect(
      loadTasks(counterEnvironment, { dataFile: ["sums.json"], cwd: folder }),
    ).rejects.toThrow("it is a valid task of the environment python");
  });
});
