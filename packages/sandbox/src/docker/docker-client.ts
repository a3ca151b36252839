import { SandboxError } from "@agent-gym/core";
import type Dockerode from "dockerode";

import type { DockerEndpoint, DockerEndpointOptions } from "./docker-endpoint.ts";
import { connectionOptions, findDockerEndpoint } from "./docker-endpoint.ts";

/** A daemon, as the sandboxes of one provider see it. */
export interface DockerClient {
  readonly docker: Dockerode;
  readonly endpoint: DockerEndpoint;
}

/**
 * A client of the daemon that the options, or the `docker` command's own settings, name. Nothing is
 * asked of it yet.
 *
 * @throws SandboxError `missing-package` without dockerode; `unavailable` for an unknown context.
 */
export async function connectDocker(options: DockerEndpointOptions): Promise<DockerClient> {
  const endpoint = await findDockerEndpoint(options);
  const Client = await loadDockerode();
  return { docker: new Client(connectionOptions(endpoint)), endpoint };
}

async function loadDockerode(): Promise<typeof Dockerode> {
  try {
    return (await import("dockerode")).default;
  } catch (cause) {
    throw new SandboxError({
      code: "missing-package",
      message: "the package dockerode is not installed",
      cause,
    });
  }
}
