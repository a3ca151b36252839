import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The sample tasks of the repository that this program was started from; `undefined` for an installed
 * package: the environment brings a few of its own.
 */
export function sampleTasks(folder: string = import.meta.dirname): string | undefined {
  const file = join(folder, "data", "cmd.json");
  if (existsSync(join(folder, "pnpm-workspace.yaml")) && existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : sampleTasks(parent);
}
