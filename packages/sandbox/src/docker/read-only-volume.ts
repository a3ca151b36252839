import type { FileTree } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";
import type Dockerode from "dockerode";

import { packTree } from "../files/pack-tree.ts";
import { workdir } from "../files/sandbox-path.ts";
import { dockerReason, dockerStatus } from "./docker-errors.ts";

const owner = 1000;

export interface ReadOnlyVolumeOptions {
  readonly docker: Dockerode;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The workspace of a sandbox whose commands can't write to it: a volume that its container has
 * read-only, and that the harness fills by way of a second container, which never runs.
 */
export class ReadOnlyVolume {
  readonly name: string;
  readonly #options: ReadOnlyVolumeOptions;

  private constructor(name: string, options: ReadOnlyVolumeOptions) {
    this.name = name;
    this.#options = options;
  }

  /** @throws SandboxError `unavailable`, with what Docker said. */
  static async create(options: ReadOnlyVolumeOptions): Promise<ReadOnlyVolume> {
    try {
      const volume = await options.docker.createVolume({ Labels: { ...options.labels } });
      return new ReadOnlyVolume(volume.name, options);
    } catch (cause) {
      throw new SandboxError({
        code: "unavailable",
        message: `Docker did not make a volume: ${dockerReason(cause)}.`,
        cause,
      });
    }
  }

  /** @throws SandboxError `refused` for a tree that leads out of it, or does not fit over what is there. */
  async writeAll(files: FileTree): Promise<void> {
    const { docker, image, labels } = this.#options;
    const directory = { type: "directory", size: 0, mode: 0o755, uid: owner, gid: owner } as const;
    const prefix = `${workdir.slice(1)}/`;
    const before = ["", ...missingParents(files)].map((name) => ({
      header: { ...directory, name: `${prefix}${name}` },
    }));
    const archive = await packTree(files, { owner, prefix, before });
    const filler = await docker.createContainer({
      Image: image,
      Entrypoint: ["/bin/false"],
      Cmd: [],
      Labels: { ...labels },
      NetworkDisabled: true,
      HostConfig: {
        NetworkMode: "none",
        LogConfig: { Type: "none", Config: {} },
        Binds: [`${this.name}:${workdir}:nocopy`],
      },
    });
    try {
      await filler.putArchive(Buffer.from(archive), { path: "/", noOverwriteDirNonDir: "1" });
    } catch (error) {
      if (dockerStatus(error) === undefined) throw error;
      throw new SandboxError({
        code: "refused",
        message: `Can't write a file tree in the sandbox: ${dockerReason(error)}.`,
        cause: error,
      });
    } finally {
      void filler.remove({ force: true }).catch(() => undefined);
    }
  }

  /** To be called when its container is gone. Never throws. */
  async remove(): Promise<void> {
    await this.#options.docker
      .getVolume(this.name)
      .remove({ force: true })
      .catch(() => undefined);
  }
}

/** Directories that hold entries of a tree and have none of their own: Docker would give them to root. */
function missingParents(files: FileTree): readonly string[] {
  const found = new Set<string>();
  for (const path of Object.keys(files)) {
    const parts = path.split("/").slice(0, -1);
    for (const index of parts.keys()) found.add(parts.slice(0, index + 1).join("/"));
  }
  return [...found]
    .filter((path) => !Object.hasOwn(files, path))
    .toSorted()
    .map((path) => `${path}/`);
}
