import type { CheckReport, DatasetManifest } from "@agent-gym/synthesizer";

/** What is wrong with a dataset that was written: as an error of the command's. */
export interface DatasetFault {
  /** A stable name in kebab-case. */
  readonly code: string;
  /** In one line for people. */
  readonly message: string;
}

/** Why nobody should train on a dataset: it holds no record, or some that do not say what was recorded. */
export function datasetFault(manifest: DatasetManifest): DatasetFault | undefined {
  const { empty } = manifest;
  if (empty !== undefined) {
    return { code: empty.code, message: `The dataset holds no record: ${empty.reason}.` };
  }
  const check = checkOf(manifest);
  const unsound = check === undefined ? 0 : check.records - check.sound;
  if (unsound === 0) return undefined;
  return {
    code: "unsound-rows",
    message: `${unsound} of the rows do not say what was recorded; manifest.json names them.`,
  };
}

/** What checking found; `undefined` when it was not asked for. */
export function checkOf({ check }: DatasetManifest): CheckReport | undefined {
  return check as unknown as CheckReport | undefined;
}
