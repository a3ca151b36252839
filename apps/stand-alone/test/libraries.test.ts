import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import {
  type Installation,
  installationTable,
  mebibytes,
  strangers,
} from "./describe-installation.ts";
import { installedPackages } from "./installed-packages.ts";
import { type PublishedPackage, publishedPackages } from "./published-packages.ts";
import { compilers, nodes, oldestNode, typeRoots } from "./runtimes.ts";
import { newFolder, succeed, type } from "./user-shell.ts";

const consumers = fileURLToPath(new URL("../consumers/", import.meta.url));
const withoutNode = fileURLToPath(new URL("./fixtures/without-node.ts", import.meta.url));
/** The command is no library: it has a test of its own. */
const libraries = publishedPackages.filter(({ imports }) => imports.length > 0);

const core = [
  "@cfworker/json-schema",
  "@standard-schema/spec",
  "canonicalize",
  "jsonc-parser",
  "zod",
];

/** What may come along: at most so many MiB, and these packages of others or at most so many. */
const bounds: Readonly<
  Record<string, { readonly mebibytes: number; readonly strangers: readonly string[] | number }>
> = {
  agents: { mebibytes: 10, strangers: [...core, "jsonrepair"] },
  core: { mebibytes: 9, strangers: core },
  "env-cmd": { mebibytes: 100, strangers: 60 },
  "env-mcp": { mebibytes: 20, strangers: 20 },
  "env-nlp": { mebibytes: 11, strangers: core },
  "env-python": {
    mebibytes: 30,
    strangers: [...core, "@types/emscripten", "modern-tar", "pyodide", "ws"],
  },
  model: {
    mebibytes: 45,
    strangers: [...core, "@pydantic/genai-prices", "eventsource-parser", "openai", "undici"],
  },
  runner: { mebibytes: 13, strangers: [...core, "csv-parse", "csv-stringify"] },
  sandbox: { mebibytes: 13, strangers: [...core, "modern-tar"] },
  synthesizer: {
    mebibytes: 16,
    strangers: [
      ...core,
      "@huggingface/jinja",
      "csv-parse",
      "csv-stringify",
      "hyparquet",
      "hyparquet-writer",
      "jsonrepair",
    ],
  },
};

const consumerOptions = { strict: true, target: "es2022", skipLibCheck: false };
/** How users compile: for Node.js without a browser's types, and for browsers without Node's. */
const surroundings = {
  node: {
    ...consumerOptions,
    module: "nodenext",
    lib: ["es2022"],
    types: ["node"],
    typeRoots: [typeRoots],
  },
  browser: {
    ...consumerOptions,
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["es2022", "dom"],
    types: [],
  },
} as const;

let base: string;
const installations: Installation[] = [];

const folderOf = ({ short }: PublishedPackage): string => join(base, short);

beforeAll(async () => {
  base = join(inject("base"), "libraries");
  await mkdir(base);
  // The first one fills npm's cache with what all share.
  const [first, ...others] = libraries.toSorted(
    (a, b) => Number(b.short === "core") - Number(a.short === "core"),
  );
  if (first !== undefined) await install(first);
  await Promise.all([0, 1].map((lane) => installAll(others.filter((_, at) => at % 2 === lane))));
}, 600_000);

afterAll(() => {
  console.log(installationTable(installations.toSorted((a, b) => a.short.localeCompare(b.short))));
});

async function installAll(packages: readonly PublishedPackage[]): Promise<void> {
  for (const one of packages) await install(one);
}

/** As its README says: alone, in an empty folder. */
async function install(library: PublishedPackage): Promise<void> {
  const folder = await newFolder(join("libraries", library.short));
  await succeed(folder, `npm install ${library.name}`);
  const packages = installedPackages(join(folder, "node_modules"));
  installations.push({ short: library.short, packages });
  await copyFile(join(consumers, `${library.short}.ts`), join(folder, "consumer.ts"));
}

/** Compiles consumers, each against what lies in its own folder. @returns what the compiler says. */
async function compile(
  version: keyof typeof compilers,
  name: string,
  options: object,
  packages: readonly PublishedPackage[],
): Promise<string> {
  const config = join(base, `tsconfig.${name}.json`);
  const files = packages.map((library) => join(folderOf(library), "consumer.ts"));
  await writeFile(config, JSON.stringify({ compilerOptions: options, files }));
  const { stdout, stderr } = await type(base, `node ${compilers[version]} -p ${config}`);
  return stdout + stderr;
}

test("every library has a consumer, which uses all that can be imported of it", async () => {
  const files = await readdir(consumers);
  expect(files.toSorted()).toEqual(libraries.map(({ short }) => `${short}.ts`).toSorted());
  for (const { short, imports } of libraries) {
    const text = await readFile(join(consumers, `${short}.ts`), "utf8");
    expect(imports.filter((specifier) => !text.includes(`from "${specifier}"`))).toEqual([]);
  }
});

test("the programs have the versions that they are taken for", async () => {
  for (const { bin, version } of nodes) {
    expect(await succeed(base, "node --version", { bin })).toBe(`v${version}\n`);
  }
  for (const [version, program] of Object.entries(compilers)) {
    expect(await succeed(base, `node ${program} --version`)).toContain(`Version ${version}.`);
  }
});

describe.each(libraries)("what comes along with $short", ({ short }) => {
  const installation = (): Installation => {
    const found = installations.find((one) => one.short === short);
    if (found === undefined) throw new Error(`${short} was not installed.`);
    return found;
  };

  test("is what it says, and no larger", () => {
    const bound = bounds[short];
    const names = strangers(installation());
    if (typeof bound?.strangers === "number") {
      expect(names.length).toBeLessThanOrEqual(bound.strangers);
    } else {
      expect(names).toEqual(bound?.strangers.toSorted());
    }
    expect(mebibytes(installation())).toBeLessThanOrEqual(bound?.mebibytes ?? 0);
  });

  test("compiles nothing, runs nothing, and is no tool of development or optional peer", () => {
    const { packages } = installation();
    expect(packages.filter(({ native }) => native.length > 0)).toEqual([]);
    expect(packages.filter(({ installScripts }) => installScripts.length > 0)).toEqual([]);
    const unwanted =
      /^(?:dockerode|ssh2|cpu-features|@huggingface\/tokenizers|typescript|vitest|vite|esbuild|rollup|tsup|turbo|knip|fast-check|@types\/(?!emscripten$).*)$/;
    expect(strangers(installation()).filter((name) => unwanted.test(name))).toEqual([]);
  });

  test("is there once", () => {
    const names = installation().packages.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});

test("only the shell in JavaScript asks for optional packages, and the model for prices", () => {
  const asking = installations.flatMap(({ packages }) =>
    packages.filter(({ optional }) => optional.length > 0).map(({ name }) => name),
  );
  expect([...new Set(asking)].toSorted()).toEqual(["@agent-gym/model", "just-bash"]);
});

describe.each(["5.9", "6.0"] as const)("TypeScript %s", (version) => {
  test("compiles every consumer, and all types that it sees", async () => {
    const options = { ...surroundings.node, noEmit: true };
    expect(await compile(version, `all-${version}`, options, libraries)).toBe("");
  }, 240_000);

  test("compiles for a browser what does not need Node.js", async () => {
    const options = { ...surroundings.browser, noEmit: true };
    const ours = libraries.filter(({ short }) => short === "core");
    expect(await compile(version, `browser-${version}`, options, ours)).toBe("");
  }, 240_000);
});

// Alone in a program nothing that another package brings can stand in for what is missing.
describe.for(libraries)("TypeScript 7.0 compiles $short alone", (library) => {
  test.concurrent("without the types of Node.js", async () => {
    const options = { ...surroundings.browser, noEmit: true };
    expect(await compile("7.0", `${library.short}-browser`, options, [library])).toBe("");
  }, 120_000);

  test.concurrent("with the types of Node.js, by the strictest rules", async () => {
    const options = {
      ...surroundings.node,
      noEmit: true,
      exactOptionalPropertyTypes: true,
      noImplicitOverride: true,
      noPropertyAccessFromIndexSignature: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
    };
    expect(await compile("7.0", `${library.short}-strict`, options, [library])).toBe("");
  }, 120_000);
});

describe("what TypeScript 7.0 makes of the consumers runs", () => {
  beforeAll(async () => {
    for (const library of libraries) {
      const folder = folderOf(library);
      const options = { ...surroundings.node, rootDir: folder, outDir: join(folder, "out") };
      // What is wrong with the types is told above.
      await compile("7.0", `${library.short}-emit`, options, [library]);
    }
  }, 240_000);

  describe.each(nodes)("under Node.js $version", ({ bin, version }) => {
    test.concurrent.for(libraries)("$short imports", async (library) => {
      const folder = folderOf(library);
      const file = join(folder, `imports-${version}.mjs`);
      const lines = library.imports.map(
        (specifier) => `console.log(Object.keys(await import("${specifier}")).length);`,
      );
      await writeFile(file, lines.join("\n"));
      const counts = (await succeed(folder, `node ${file}`, { bin }))
        .trim()
        .split("\n")
        .map(Number);
      expect(counts).toHaveLength(library.imports.length);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    });

    test.concurrent.for(libraries)(
      "$short does what its consumer wants",
      { timeout: 120_000 },
      async (library) => {
        const folder = join(folderOf(library), version);
        await mkdir(folder);
        expect(await type(folder, "node ../out/consumer.js", { bin })).toEqual({
          code: 0,
          stdout: "done\n",
          stderr: "",
        });
      },
    );
  });

  test("core does with only what a browser has, too", async () => {
    const [library] = libraries.filter(({ short }) => short === "core");
    if (library === undefined) throw new Error("There is no core.");
    const line = `node --import ${pathToFileURL(withoutNode).href} out/consumer.js`;
    expect(await type(folderOf(library), line, { bin: oldestNode.bin })).toMatchObject({
      code: 0,
      stdout: "done\n",
    });
  });
});
