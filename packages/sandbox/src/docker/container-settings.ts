import type { SandboxLimits } from "@agent-gym/core";
import type { ContainerCreateOptions } from "dockerode";

import { workdir } from "../files/sandbox-path.ts";
import { scriptCall } from "./exec-scripts.ts";
import { keeperSource } from "./keeper-source.ts";

/** What of a sandbox is decided when its container is made. */
export interface ContainerShape {
  readonly memoryBytes: number;
  readonly processes: number;
  readonly diskBytes: number;
  readonly fileBytes: number;
  /** How many cores its processes may keep busy together. */
  readonly cpus: number;
}

export interface ContainerSettings {
  readonly image: string;
  readonly shape: ContainerShape;
  readonly labels: Readonly<Record<string, string>>;
  /** A volume to have as a workspace that can't be written to, instead of a folder in memory. */
  readonly volume?: string | undefined;
}

/** Docker's init, the keeper, and the two that every command is run by. */
const ownProcesses = 4;
const sharedMemoryBytes = 64 * 1024 * 1024;

/** The shape of a sandbox with such limits. */
export function containerShape(limits: SandboxLimits, cpus: number): ContainerShape {
  const { memoryBytes, processes, diskBytes, fileBytes } = limits;
  return { memoryBytes, processes, diskBytes, fileBytes, cpus };
}

/** What Docker is asked for: a container that holds nothing of the host and can do nothing but compute. */
export function containerSettings(settings: ContainerSettings): ContainerCreateOptions {
  const { image, shape, labels, volume } = settings;
  const sharedBytes = Math.min(sharedMemoryBytes, shape.diskBytes);
  // Files in memory count as memory. They get room of their own, so that a full disk can't starve the
  // processes; the keeper's watch holds those to what they may have.
  const keeper = scriptCall(keeperSource, { shell: "/bin/bash" });
  const memory = shape.memoryBytes + 2 * shape.diskBytes + sharedBytes;
  return {
    Image: image,
    Entrypoint: [...keeper.argv],
    Cmd: [],
    Env: [...keeper.env],
    User: "0:0",
    WorkingDir: "/",
    Hostname: "sandbox",
    Labels: { ...labels },
    Healthcheck: { Test: ["NONE"] },
    NetworkDisabled: true,
    AttachStdin: true,
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: {
      AutoRemove: true,
      NetworkMode: "none",
      ReadonlyRootfs: true,
      Tmpfs: {
        "/tmp": volumeOptions(shape.diskBytes, "mode=1777"),
        "/dev/shm": volumeOptions(sharedBytes, "mode=1777"),
        ...(volume === undefined
          ? { [workdir]: volumeOptions(shape.diskBytes, "mode=0755,uid=1000,gid=1000") }
          : {}),
      },
      ...(volume === undefined ? {} : { Mounts: [readOnlyMount(volume)] }),
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      PidsLimit: shape.processes + ownProcesses,
      Memory: memory,
      MemorySwap: memory,
      NanoCpus: Math.round(shape.cpus * 1e9),
      Init: true,
      IpcMode: "none",
      LogConfig: { Type: "none", Config: {} },
      Ulimits: [
        { Name: "core", Soft: 0, Hard: 0 },
        { Name: "fsize", Soft: shape.fileBytes, Hard: shape.fileBytes },
        { Name: "nofile", Soft: 1024, Hard: 1024 },
      ],
    },
  };
}

/** An empty file costs memory too: as many as there are blocks of 4 KiB, and some to start with. */
function volumeOptions(bytes: number, more: string): string {
  const inodes = 1024 + Math.ceil(bytes / 4096);
  return `rw,exec,nosuid,nodev,size=${String(bytes)},nr_inodes=${String(inodes)},${more}`;
}

function readOnlyMount(
  volume: string,
): NonNullable<NonNullable<ContainerCreateOptions["HostConfig"]>["Mounts"]>[number] {
  const options = { NoCopy: true, Labels: {}, DriverConfig: { Name: "local", Options: {} } };
  return {
    Type: "volume",
    Source: volume,
    Target: workdir,
    ReadOnly: true,
    VolumeOptions: options,
  };
}
