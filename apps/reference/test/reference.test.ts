import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { publishedPackages, repository } from "../src/published-packages.ts";
import { readReference, type Reference } from "../src/read-reference.ts";
import { undocumented } from "../src/undocumented.ts";

let reference: Reference;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "agent-gym-reference-"));
  reference = await readReference();
  await reference.write(folder);
}, 300_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("everything that a published package exports has a doc comment, down to its members", () => {
  expect(undocumented(reference.project)).toEqual([]);
});

test("no comment has a link that leads nowhere, or describes what is not there", () => {
  expect(reference.problems).toEqual([]);
});

test("the reference has a page for every entry point of every published package", () => {
  const index = readFileSync(join(folder, "index.html"), "utf8");
  for (const { name } of publishedPackages().flatMap(({ entryPoints }) => entryPoints)) {
    expect(index).toContain(`>${name}<`);
  }
});

test("no page holds a path of the machine that built it, or a parameter without a name", () => {
  const pages = globSync("**/*.html", { cwd: folder });
  expect(pages.length).toBeGreaterThan(500);
  const textOf = (page: string): string => readFileSync(join(folder, page), "utf8");
  for (const mark of [repository, "__namedParameters"]) {
    expect(pages.filter((page) => textOf(page).includes(mark))).toEqual([]);
  }
});
