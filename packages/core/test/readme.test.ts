import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { environment as numberGuess } from "../examples/number-guess.ts";
import { environment as orderDesk } from "../examples/order-desk.ts";
import { playEpisode } from "../examples/play-episode.ts";
import { environment as shyGuest } from "../examples/shy-guest.ts";
import { environment as sortLines } from "../examples/sort-lines.ts";
import type { FileEntry } from "../src/index.ts";
import { environmentConformance, fakeSandboxes } from "../src/testing/index.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const folder = new URL("../examples/", import.meta.url);

test("the README's code is that of the examples", () => {
  const shown = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
  expect(new Set(shown)).toEqual(new Set(files));
});

test("the episode that it plays earns 1", async () => {
  expect(await playEpisode()).toMatchObject({
    ending: { status: "completed" },
    verdict: { reward: 1 },
  });
});

describe.each([
  { definition: orderDesk, tasks: [{ orders: { "1": "lamp", "2": "desk" }, cancel: "desk" }] },
  { definition: numberGuess, tasks: [{ secret: 42 }] },
  { definition: shyGuest, tasks: [{ dish: "soup" }] },
  { definition: sortLines, tasks: [{ lines: ["pear", "apple", "fig"] }] },
])("$definition.name is an environment that conforms", ({ definition, tasks }) => {
  const sandboxes = fakeSandboxes(copyOrSort);
  test.each(environmentConformance(definition, { tasks, sandboxes }))("$name", ({ run }) => run());
});

/** As much of a shell as the scripts of sort-lines need. */
function copyOrSort(command: string | readonly string[], files: Map<string, FileEntry>): object {
  const names = files.get("names.txt");
  const data = names !== undefined && "data" in names ? String(names.data) : "";
  if (command === "cp names.txt sorted.txt") files.set("sorted.txt", { data });
  if (command === "LC_ALL=C sort names.txt > sorted.txt") {
    files.set("sorted.txt", { data: data.trimEnd().split("\n").toSorted().join("\n") });
  }
  return {};
}
