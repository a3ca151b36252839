import type { Container } from "dockerode";
import Dockerode from "dockerode";

import { connectionOptions, findDockerEndpoint } from "../../src/docker/docker-endpoint.ts";
import { harnessLabel } from "../../src/docker/harness-label.ts";
import { createDockerProvider } from "../../src/docker/index.ts";

const probe = await createDockerProvider().probe();

/** Whether Docker sandboxes work here; what a suite's name says where they don't. */
export const here: boolean = probe.ok;
export const why: string = probe.ok ? "" : ` (skipped: ${probe.reason})`;

/** The daemon that the tests look at. */
export const docker: Dockerode = new Dockerode(connectionOptions(await findDockerEndpoint()));

/** What a harness has made that is still there: one line for each. */
export async function madeBy(pid: number): Promise<readonly string[]> {
  const filters = { label: [harnessLabel] };
  const containers = await docker.listContainers({ all: true, filters });
  const { Volumes } = await docker.listVolumes({ filters: JSON.stringify(filters) });
  const things = [
    ...containers.map(({ Id, Labels }) => ({ name: `container ${Id}`, Labels })),
    ...(Volumes ?? []).map(({ Name, Labels }) => ({ name: `volume ${Name}`, Labels })),
  ];
  return things.flatMap(({ name, Labels }) =>
    (JSON.parse(Labels[harnessLabel] ?? "{}") as { pid?: number }).pid === pid ? [name] : [],
  );
}

/** Containers of this process that run, by id. */
export async function running(): Promise<readonly string[]> {
  const made = await madeBy(process.pid);
  return made.flatMap((name) => /^container (.*)$/u.exec(name)?.[1] ?? []);
}

/** An image made of another by a command of root's; to be removed by its name. */
export async function imageWith(name: string, command: string): Promise<void> {
  const container: Container = await docker.createContainer({
    Image: "agent-gym-sandbox",
    Entrypoint: ["/bin/sh", "-c", command],
    HostConfig: { NetworkMode: "none" },
  });
  try {
    await container.start();
    await container.wait();
    await container.commit({ repo: name });
  } finally {
    await container.remove({ force: true });
  }
}
