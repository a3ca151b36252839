import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Absolute paths of what the backend runs on the host. */
export interface HostPrograms {
  readonly bwrap: string;
  readonly nsenter: string;
}

/** Looks a program up in `PATH` and in the places where systems put theirs. */
export async function findProgram(name: string): Promise<string | undefined> {
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((entry) => entry !== "");
  for (const directory of new Set([...path, "/usr/bin", "/bin", "/usr/sbin", "/sbin"])) {
    const file = join(directory, name);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      // Not here; look further.
    }
  }
  return undefined;
}
