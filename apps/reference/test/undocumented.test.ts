import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { readReference } from "../src/read-reference.ts";
import { undocumented } from "../src/undocumented.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "agent-gym-undocumented-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What the gates say of a package with this source. */
async function read(
  name: string,
  source: string,
): Promise<Record<"missing" | "problems", string[]>> {
  const home = join(folder, name);
  const file = join(home, "index.ts");
  const tsconfig = join(home, "tsconfig.json");
  await mkdir(home);
  await writeFile(file, source);
  await writeFile(
    tsconfig,
    JSON.stringify({
      compilerOptions: { target: "es2023", module: "nodenext", types: [] },
      files: ["index.ts"],
    }),
  );
  const modules = [{ name, description: "A package.", file }];
  const { project, problems } = await readReference({ modules, tsconfig });
  return {
    missing: undocumented(project).map((line) => line.replace(/ \(.*$/, "")),
    problems: [...problems],
  };
}

test("what has no comment in words is named, at any depth and wherever a type holds it", async () => {
  const { missing } = await read(
    "bare",
    `export const value = 1;
     export function run(): void {}
     /** An interface. */
     export interface Options {
       size: number;
       /** @throws Error */
       read(): void;
       /** A list. */
       list: readonly { id: string }[];
     }
     /** A union. */
     export type Ending = { kind: "a"; why: string } | null;
     /** A class. */
     export class Base {
       public open = true;
       protected close(): void {}
       get size(): number { return 1; }
     }`,
  );
  expect(missing.toSorted()).toEqual([
    "bare: Base.close",
    "bare: Base.open",
    "bare: Base.size",
    "bare: Ending.why",
    "bare: Options.list.id",
    "bare: Options.read",
    "bare: Options.size",
    "bare: run",
    "bare: value",
  ]);
});

test("no comment is asked for where another one tells already", async () => {
  const { missing, problems } = await read(
    "told",
    `/** A contract. */
     export interface Contract {
       /** Does it. */
       run(options: { signal: AbortSignal }): void;
     }
     /** One that does. */
     export class Doer implements Contract {
       #secret = 1;
       private readonly inner = 2;
       constructor(name: string) {}
       run(options: { signal: AbortSignal }): void {}
     }
     /** One that does more. */
     export class More extends Doer {
       override run(options: { signal: AbortSignal }): void {}
     }
     /** A union of kinds. */
     export type Kind = { kind: "a" } | { kind: "b" };
     interface Hidden { size: number }
     /** An error of ours. */
     export class Broken extends Error {}`,
  );
  expect(missing).toEqual([]);
  expect(problems).toEqual([]);
});

test("a link that leads nowhere, or to what is not exported, is a problem", async () => {
  const { problems } = await read(
    "links",
    `const hidden = 1;
     /** See {@link hidden} and {@link Nothing}. */
     export const shown = hidden;`,
  );
  expect(problems).toHaveLength(2);
  expect(problems.join("\n")).toMatch(/"hidden"[^]*"Nothing"|"Nothing"[^]*"hidden"/);
});
