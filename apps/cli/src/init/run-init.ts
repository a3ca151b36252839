import { readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";

import { UsageError } from "@agent-gym/core";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { InitFlags } from "../flags/init-flags.ts";
import { packageVersion } from "../package-version.ts";
import { labelled } from "../report/labelled.ts";
import { templateFolder } from "../template-folder.ts";
import { shellWords } from "../terminal/shell-words.ts";
import { stylesFor } from "../terminal/styles.ts";
import { packageNames } from "./package-names.ts";
import { writeTemplate } from "./write-template.ts";

/**
 * `agent-gym init env <name>`: writes a package that holds an environment.
 *
 * @throws UsageError for a bad name, and a folder that holds anything; nothing is written then.
 */
export async function runInit({
  name,
  flags,
  context,
}: {
  readonly name: string;
  readonly flags: InitFlags;
  readonly context: CommandContext;
}): Promise<number> {
  const { stdout, cwd } = context;
  const { packageName, environmentName, folderName } = packageNames(name);
  const folder = resolve(cwd, flags.folder ?? folderName);
  await refuseContent(folder);
  const files = await writeTemplate(join(templateFolder, "environment/"), {
    folder,
    words: {
      "package-name": packageName,
      "my-environment": environmentName,
      "agent-gym-version": `^${packageVersion()}`,
      "this-year": String(new Date().getFullYear()),
    },
  });
  const near = relative(cwd, folder) || ".";
  const styles = stylesFor(stdout);
  const steps = [
    ["first", near === "." ? "npm install" : `cd ${shellWords([near])} && npm install`],
    ["test it", "npm test"],
    ["prove it", "npm run check"],
    ["play it", "npx agent-gym eval ./src/index.ts --agent oracle"],
  ] as const;
  stdout.write(
    `${styles.bold(`${packageName} is in ${near}`)}: ${files.length} files, with the environment ${environmentName}.\n\n${labelled(steps, styles)}\n\nThen read README.md, and change src/.\n`,
  );
  return exitCodes.done;
}

async function refuseContent(folder: string): Promise<void> {
  const content = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    if (error.code !== "ENOTDIR") throw error;
    throw new UsageError(`${folder} is a file: choose another name, or --folder.`, {
      code: "folder-taken",
    });
  });
  // A fresh clone of an empty repository is as good as an empty folder.
  const [first] = content.filter((entry) => entry !== ".git");
  if (first === undefined) return;
  throw new UsageError(
    `${folder} is not empty, it holds ${first}: choose another name, or another folder with --folder.`,
    { code: "folder-taken" },
  );
}
