import type { DockerClient } from "./docker-client.ts";
import { harnessLabel, isHarnessGone } from "./harness-label.ts";

/**
 * Removes containers and volumes of harnesses that are gone: one that was killed in the moment in
 * which it made them. Leaves alone what a living harness, or one that can't be looked up, owns.
 * Never throws: what can't be removed now is tried again next time.
 */
export async function sweepLeftovers({ docker, endpoint }: DockerClient): Promise<void> {
  const { local } = endpoint;
  const filters = { label: [harnessLabel] };
  const isLeft = async (labels: Readonly<Record<string, string>> | null): Promise<boolean> =>
    await isHarnessGone(labels?.[harnessLabel] ?? "", { local });
  try {
    const containers = await docker.listContainers({ all: true, filters });
    await Promise.allSettled(
      containers.map(async ({ Id, Labels }) => {
        if (await isLeft(Labels)) await docker.getContainer(Id).remove({ force: true, v: true });
      }),
    );
    const { Volumes } = await docker.listVolumes({ filters: JSON.stringify(filters) });
    await Promise.allSettled(
      (Volumes ?? []).map(async ({ Name, Labels }) => {
        if (await isLeft(Labels)) await docker.getVolume(Name).remove();
      }),
    );
  } catch {
    // No daemon any more.
  }
}
