import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { counterEnvironment } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { loadTasks } from "../../src/loading/load-tasks.ts";
import { fixtureFolder } from "../fixture-files.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const cwd = fixtureFolder;
const dataFile = "counter-tasks.json";

describe("loading tasks", () => {
  test("reads, chooses and says where they come from", async () => {
    const { tasks, source } = await loadTasks(counterEnvironment, { dataFile, cwd });
    expect(tasks.map(({ id }) => id).slice(0, 3)).toEqual(["one", "two", "three"]);
    expect({ count: tasks.length, source }).toEqual({ count: 4, source: dataFile });
    const some = await loadTasks(counterEnvironment, { dataFile, cwd, split: "test", limit: 1 });
    expect(some.tasks.map(({ id }) => id)).toEqual(["two"]);
  });

  test("a task that was not chosen may be broken", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "tasks.json"), '[{"id": "good", "target": 1}, {"id": "bad"}]');
    const query = { dataFile: "tasks.json", cwd: folder };
    const { tasks } = await loadTasks(counterEnvironment, { ...query, taskId: "good" });
    expect(tasks).toHaveLength(1);
    await expect(loadTasks(counterEnvironment, query)).rejects.toThrow(
      'Task "bad" is not valid: target: ',
    );
  });

  test("a task without an id is told by its place, too", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "tasks.json"), '[{"target": 1}, {"target": "x"}]');
    await expect(
      loadTasks(counterEnvironment, { dataFile: "tasks.json", cwd: folder }),
    ).rejects.toThrow(/^Task "[0-9a-f]{8}" \(entry 1\) is not valid: target: /);
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
    [{ dataFile: "none.json" }, "Can't read the tasks of none.json: there is no such file."],
    [{ dataFile: "." }, "it is a folder"],
    [{ dataFile: "counter.ts" }, "Can't read the tasks of counter.ts: "],
    [{ dataFile, split: "train" }, 'in the split "train": it has test.'],
  ])("%j is refused in one line", async (selection, message) => {
    const loading = loadTasks(counterEnvironment, { ...selection, cwd });
    await expect(loading).rejects.toThrow(message);
  });
});
