import { readFile } from "node:fs/promises";

import { UsageError } from "@agent-gym/core";
import * as z from "zod";

import { datasetFormat, type DatasetManifest } from "./manifest.ts";

// What others ask of a manifest; the rest passes through.
const manifestSchema = z.looseObject({
  format: z.literal(datasetFormat),
  name: z.string(),
  rowFormat: z.string(),
  tasks: z.array(
    z.looseObject({ id: z.string(), digest: z.string(), split: z.string(), rows: z.number() }),
  ),
});

/**
 * Reads a dataset's `manifest.json`: which tasks a student was trained on is in `tasks`, by digest.
 *
 * @throws UsageError when it is not there, or no manifest of this version.
 */
export async function readManifest(path: string): Promise<DatasetManifest> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new UsageError(`Can't read the manifest ${path}: ${(error as Error).message}.`, {
      code: "manifest",
      cause: error,
    });
  }
  const { success, data, error } = manifestSchema.safeParse(value);
  if (success) return data as unknown as DatasetManifest;
  const [issue] = error.issues;
  throw new UsageError(
    `${path} is no dataset's manifest: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}.`,
    { code: "manifest" },
  );
}
