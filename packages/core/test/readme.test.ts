import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { environment as numberGuess } from "../examples/number-guess.ts";
import { environment as orderDesk } from "../examples/order-desk.ts";
import { playEpisode } from "../examples/play-episode.ts";
import { environment as shyGuest } from "../examples/shy-guest.ts";
import { environmentConformance } from "../src/testing/index.ts";

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
])("$definition.name is an environment that conforms", ({ definition, tasks }) => {
  test.each(environmentConformance(definition, { tasks }))("$name", ({ run }) => run());
});
