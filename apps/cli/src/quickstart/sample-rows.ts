import type { RunRecord } from "@agent-gym/runner";
import { type DatasetResult, standardStages, writeDataset } from "@agent-gym/synthesizer";

import { packageVersions } from "../package-versions.ts";

/**
 * Makes training rows of a run's successes beside its folder, each checked against the episode that it
 * was made of. In a virtual sandbox, too: they are there to be looked at.
 */
export async function sampleRows(record: RunRecord): Promise<DatasetResult> {
  return writeDataset({
    runs: [record],
    outputDir: `${record.folder}-rows`,
    name: `${record.description.runId}-rows`,
    format: "hermes",
    stages: standardStages(),
    check: true,
    allowVirtual: true,
    versions: packageVersions(),
  });
}
