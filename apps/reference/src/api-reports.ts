import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type IConfigFile,
} from "@microsoft/api-extractor";

import { repository } from "./published-packages.ts";

/** An entry point whose exports are kept as a report. */
interface Reported {
  readonly name: string;
  readonly folder: string;
  readonly entry: string;
  readonly report: string;
}

const core = "packages/core";
const runner = "packages/runner";
const reported: readonly Reported[] = [
  { name: "@agent-gym/core", folder: core, entry: "index", report: "core.api.md" },
  {
    name: "@agent-gym/core/testing",
    folder: core,
    entry: "testing/index",
    report: "testing.api.md",
  },
  { name: "@agent-gym/runner", folder: runner, entry: "index", report: "runner.api.md" },
];

/** A report as the sources make it, and as it stands in the repository. */
export interface ApiReport {
  /** Relative to the repository, such as `packages/core/core.api.md`. */
  readonly path: string;
  /** What the sources export now: Markdown, the same on every machine. */
  readonly now: string;
  /** What the repository holds; `undefined` when it has no such report. */
  readonly kept: string | undefined;
}

/**
 * Says what `core`, `core/testing` and `runner` export, from declarations that are made for it in
 * folders that are removed again.
 *
 * @throws Error when the sources do not compile, or their declarations can't be read.
 */
export async function apiReports(): Promise<readonly ApiReport[]> {
  await using made = new AsyncDisposableStack();
  // Below the packages, since their dependencies are found from there.
  const places = new Map<string, string>();
  for (const folder of [core, runner]) {
    const place = await mkdtemp(join(repository, folder, ".declarations-"));
    made.defer(() => rm(place, { recursive: true, force: true }));
    places.set(folder, place);
  }
  // All have ended before their folders go, whether one of them failed or not.
  const written = await Promise.allSettled(
    Array.from(places, ([folder, place]) => writeDeclarations(folder, place)),
  );
  for (const one of written) if (one.status === "rejected") throw one.reason;
  await shareCore(places.get(core) ?? "", places.get(runner) ?? "");
  return await Promise.all(
    reported.map(async (one) => {
      const path = join(one.folder, one.report);
      const place = places.get(one.folder) ?? "";
      extract(configuration(one, place));
      return {
        path,
        now: reportText(one.name, await readFile(join(place, one.report), "utf8")),
        kept: await readFile(join(repository, path), "utf8").catch(() => undefined),
      };
    }),
  );
}

async function writeDeclarations(folder: string, place: string): Promise<void> {
  const compiler = join(repository, "node_modules/typescript/bin/tsc");
  const project = join(repository, folder, "tsconfig.build.json");
  const options = ["-p", project, "--outDir", place, "--declarationMap", "false"];
  try {
    await promisify(execFile)(process.execPath, [compiler, ...options]);
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    throw new Error(`${folder} does not compile: ${stdout ?? String(error)}`, { cause: error });
  }
}

/** Lets the runner's declarations find those of core, so that its sources are not checked again. */
async function shareCore(corePlace: string, runnerPlace: string): Promise<void> {
  const manifest = { name: "@agent-gym/core", type: "module", types: "./index.d.ts" };
  await writeFile(join(corePlace, "package.json"), JSON.stringify(manifest));
  const scope = join(runnerPlace, "node_modules/@agent-gym");
  await mkdir(scope, { recursive: true });
  await symlink(corePlace, join(scope, "core"));
}

function extract(config: ExtractorConfig): void {
  const problems: string[] = [];
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
      if (message.logLevel === ExtractorLogLevel.Error) problems.push(message.text);
    },
  });
  if (!succeeded) throw new Error(`${config.reportFilePath}: ${problems.join("; ")}`);
}

function configuration({ folder, entry, report }: Reported, place: string): ExtractorConfig {
  const projectFolder = join(repository, folder);
  const main = join(place, `${entry}.d.ts`);
  const none = { logLevel: ExtractorLogLevel.None };
  const configObject: IConfigFile = {
    projectFolder,
    mainEntryPointFilePath: main,
    newlineKind: "lf",
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          target: "es2023",
          lib: ["es2023", "es2024.promise", "esnext.disposable", "esnext.iterator"],
          module: "nodenext",
          types: ["node"],
          strict: true,
          skipLibCheck: true,
          allowImportingTsExtensions: true,
          noEmit: true,
        },
        files: [main],
      },
    },
    apiReport: {
      enabled: true,
      reportFolder: place,
      reportFileName: report,
      reportTempFolder: join(place, "temp"),
      // What the contracts themselves leave unnamed is shown; what the suites take from core is not.
      includeForgottenExports: entry === "index",
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      extractorMessageReporting: { default: none },
      tsdocMessageReporting: { default: none },
    },
  };
  return ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: join(projectFolder, "package.json"),
  });
}

/** The report under its own heading, without what depends on comments. */
function reportText(name: string, text: string): string {
  const declarations = text
    .slice(text.indexOf("```ts"))
    .replace(/^ *\/\/ \(undocumented\)\n/gm, "")
    .replace(/^( *\/\/ @public) \(undocumented\)$/gm, "$1")
    .replace(/\/\/ \(No @packageDocumentation [^\n]*\n\n?/, "");
  const note = "Made from the sources by `npx -y pnpm@12 run api`; do not edit.";
  return `# What ${name} exports\n\n${note}\n\n${declarations}`;
}
