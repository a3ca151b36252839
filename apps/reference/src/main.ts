import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { apiReports } from "./api-reports.ts";
import { repository } from "./published-packages.ts";
import { readReference } from "./read-reference.ts";

/** Writes the reports of what packages export where they differ, and says which did. */
async function writeReports(): Promise<number> {
  const reports = await apiReports();
  const changed = reports.filter(({ kept, now }) => kept !== now);
  for (const { path, now } of changed) {
    await writeFile(join(repository, path), now);
    console.log(`${path} is written anew.`);
  }
  if (changed.length === 0) console.log("The reports say what the packages export.");
  return 0;
}

/** Builds the reference as HTML; what is wrong with it is told, and makes it fail. */
async function buildReference(): Promise<number> {
  const folder = "apps/reference/dist";
  const reference = await readReference();
  await reference.write(join(repository, folder));
  for (const problem of reference.problems) console.error(problem);
  if (reference.problems.length > 0) return 1;
  console.log(`The reference is in ${folder}/index.html.`);
  return 0;
}

const commands: ReadonlyMap<string | undefined, () => Promise<number>> = new Map([
  ["api", writeReports],
  ["docs", buildReference],
]);
const command = commands.get(process.argv[2]);
if (command === undefined) console.error("Usage: node apps/reference/src/main.ts <api|docs>");
process.exitCode = await (command?.() ?? 2);
