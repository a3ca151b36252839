import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { openRun, readEpisode, RecordError, run } from "../../src/index.ts";
import { counterRun } from "../counter-run.ts";
import { recordedRun } from "../recorded-run.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("a folder that holds no run, or one of another format, is told", async () => {
  const folder = await temporaryFolder();
  await expect(openRun(folder)).rejects.toThrow(`There is no run in ${folder}`);
  await expect(openRun(join(folder, "gone"))).rejects.toThrow("There is no run in");
  await writeFile(join(folder, "run.json"), '{"format": "agent-gym-run/9"}');
  await expect(openRun(folder)).rejects.toThrow('is of the format "agent-gym-run/9"');
  await writeFile(join(folder, "run.json"), '{"format"');
  await expect(openRun(folder)).rejects.toThrow(RecordError);
  await writeFile(join(folder, "run.json"), '{"format": "agent-gym-run/1", "runId": "x"}');
  await expect(openRun(folder)).rejects.toThrow("run.json is damaged: identity: ");
});

test("what a later version adds to a run is kept when it is resumed", async () => {
  const options = await counterRun({ runId: "one" });
  const { folder } = await run(options);
  const path = join(folder, "run.json");
  const description = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  await writeFile(path, JSON.stringify({ ...description, note: "kept" }));
  await run({ ...options, resume: true });
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ note: "kept" });
});

test("an episode is read as far as it was written, at whatever byte it was cut", async () => {
  const { folder } = await run(await counterRun());
  const [entry] = (await openRun(folder)).entries;
  if (entry === undefined) throw new Error("no entry");
  const whole = await readFile(join(folder, entry.file));
  const { events } = await readEpisode(join(folder, entry.file));
  const path = join(folder, "cut.jsonl");
  const first = whole.indexOf("\n") + 1;
  for (let length = first; length <= whole.length; length += 1) {
    await writeFile(path, whole.subarray(0, length));
    const cut = await readEpisode(path);
    expect(cut.events).toEqual(events.slice(0, cut.events.length));
    expect(cut.verdict === undefined).toBe(!cut.events.some(({ type }) => type === "verdict"));
  }
});

test("a file that is no episode, or was damaged in the middle, is told", async () => {
  const { folder } = await run(await counterRun());
  const path = join(folder, "odd.jsonl");
  await writeFile(path, "");
  await expect(readEpisode(path)).rejects.toThrow("is no episode");
  await writeFile(path, '{"type":"note","i":0,"t":1}\nbroken\n');
  await expect(readEpisode(path)).rejects.toThrow("is damaged: line 2 is no event");
  await writeFile(path, '{"type":"note","i":0,"t":1}\n{"i":1}\n');
  await expect(readEpisode(path)).rejects.toThrow("is damaged: line 2 is no event");
});

test("an index tells why an episode that was judged is no success, and of no other", async () => {
  const { entries } = await recordedRun(["10 "]);
  const told = entries.map(({ attempt, shortfall }) => [attempt, shortfall] as const);
  expect(Object.fromEntries(told)).toEqual({
    0: undefined,
    1: { kind: "no-call", text: "it called no tool; expected 1, found 0" },
    2: undefined,
  });
});
