import type { Probe, SandboxLimits, SandboxProvider, SandboxSpec } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { resolveLimits } from "../limits/resolve-limits.ts";
import { ContainerPool } from "./container-pool.ts";
import { containerShape } from "./container-settings.ts";
import type { DockerClient } from "./docker-client.ts";
import { connectDocker } from "./docker-client.ts";
import { connectionProblem, dockerReason } from "./docker-errors.ts";
import { DockerSandbox } from "./docker-sandbox.ts";
import type { FoundImage } from "./find-image.ts";
import { defaultImage, findImage, imageFix, tryImage } from "./find-image.ts";
import { harnessLabels } from "./harness-label.ts";
import { sweepLeftovers } from "./sweep-leftovers.ts";

/** Which daemon and image to use, and what holds for all sandboxes of a backend. */
export interface DockerOptions {
  /** What the sandboxes are made of. It must be there already. Default `agent-gym-sandbox`. */
  readonly image?: string;
  /** As `DOCKER_HOST` has it. What the `docker` command uses when absent. */
  readonly host?: string;
  /** A context of the `docker` command. The one in use when absent. */
  readonly context?: string;
  /** Of every sandbox, where its spec says nothing else. */
  readonly limits?: Partial<SandboxLimits>;
  /** How many cores a sandbox may keep busy. Default 1. */
  readonly cpus?: number;
  /**
   * How many containers, at most, stand ready before they are asked for. There is one after the first
   * sandbox was made, and as many as are in use where that is more. Default 8; 0 starts none ahead.
   */
  readonly ahead?: number;
}

const kind = "docker";
const baseEnv = { PATH: "/usr/local/bin:/usr/bin:/bin" };
const ownEnv = { HOME: "/work", LANG: "C.UTF-8" };
const mebibyte = 1024 * 1024;
/** Less, and bash itself would not start. */
const minimum = {
  processes: 2,
  memoryBytes: 16 * mebibyte,
  diskBytes: 64 * 1024,
  cpuMs: 1000,
};

interface Found {
  readonly client: DockerClient;
  readonly image: FoundImage;
  readonly pool: ContainerPool;
  readonly probe: Extract<Probe, { ok: true }>;
}

/**
 * Sandboxes that are containers: a real bash and an image's own programs, no network, nothing of the
 * host. They need a running Docker daemon, here or elsewhere, and the package dockerode; images are
 * never pulled. A container ends with the harness that made it, however that ends.
 */
export function createDockerProvider(options: DockerOptions = {}): SandboxProvider {
  const { image: imageName = defaultImage, cpus = 1, ahead = 8 } = options;
  let connection: Promise<DockerClient> | undefined;
  let found: Promise<Found> | undefined;

  const start = async (
    { pool, image, probe: { capabilities } }: Pick<Found, "pool" | "image" | "probe">,
    spec: SandboxSpec,
    limits: SandboxLimits,
  ): Promise<DockerSandbox> => {
    const shape = containerShape(limits, cpus);
    const fresh = await pool.take(shape, { readOnly: spec.readOnly ?? false });
    const end = async (): Promise<void> => await pool.end(shape, fresh);
    const env = { ...baseEnv, ...image.env, ...ownEnv, ...spec.env };
    const sandbox = new DockerSandbox({ fresh, capabilities, limits, env, end });
    try {
      await sandbox.fill(spec.files ?? {});
      return sandbox;
    } catch (error) {
      await sandbox[Symbol.asyncDispose]();
      throw error;
    }
  };

  const connect = async (): Promise<DockerClient> => {
    connection ??= connectDocker(options);
    connection.catch(() => (connection = undefined));
    return await connection;
  };

  const tryOut = async (): Promise<Found> => {
    const client = await connect();
    const { docker } = client;
    const daemon = await daemonInfo(client);
    const [image] = await Promise.all([findImage(docker, imageName), sweepLeftovers(client)]);
    const labels = await harnessLabels();
    const pool = new ContainerPool({ docker, image: image.digest, labels, ahead });
    const limits = resolveLimits(undefined, { kind, defaults: options.limits, minimum });
    const { bash, capabilities } = await tryImage(image, pool, containerShape(limits, cpus));
    const version = `${daemon}, ${image.name} ${image.digest}, ${bash}`;
    return { client, image, pool, probe: { ok: true, kind, version, capabilities } };
  };

  const find = async (): Promise<Found> => {
    const finding = (found ??= tryOut());
    try {
      return await finding;
    } catch (error) {
      // What failed may be mended: look again next time.
      if (found === finding) found = undefined;
      throw error;
    }
  };

  const probe: SandboxProvider["probe"] = async (requires = []) => {
    try {
      const result = (await find()).probe;
      const missing = requires.filter((name) => !result.capabilities.includes(name));
      if (missing.length === 0) return result;
      const fix = missing.includes("python") ? { fix: "name an image with python3" } : {};
      return { ok: false, kind, reason: `it has no ${missing.join(", ")}`, ...fix };
    } catch (error) {
      return { ok: false, kind, ...problemOf(error, imageName, await hostOf(connection)) };
    }
  };

  const create: SandboxProvider["create"] = async (spec, signal) => {
    signal?.throwIfAborted();
    const limits = resolveLimits(spec.limits, { kind, defaults: options.limits, minimum });
    const probed = await probe(spec.requires, signal);
    signal?.throwIfAborted();
    if (!probed.ok) {
      const fix = probed.fix === undefined ? "" : `; to use it, ${probed.fix}`;
      const code = probed.fix === installFix ? "missing-package" : "unavailable";
      throw new SandboxError({ code, message: `No Docker sandbox: ${probed.reason}${fix}.` });
    }
    const sandbox = await start(await find(), spec, limits);
    if (signal?.aborted === true) {
      await sandbox[Symbol.asyncDispose]();
      signal.throwIfAborted();
    }
    return sandbox;
  };

  const dispose = async (): Promise<void> => {
    const { pool, client } = (await found?.catch(() => undefined)) ?? {};
    await pool?.close();
    if (client !== undefined) await sweepLeftovers(client);
  };

  return { kind, probe, create, dispose };
}

const installFix = "npm install dockerode";

/**
 * The daemon's name and version.
 *
 * @throws SandboxError `unavailable` where it can't hold a container to its limits.
 */
async function daemonInfo({ docker }: DockerClient): Promise<string> {
  const info = (await docker.info()) as Readonly<Record<string, unknown>>;
  if (info["OSType"] !== "linux") {
    throw new SandboxError({ code: "unavailable", message: "the daemon runs no Linux containers" });
  }
  const unlimited = [
    ["MemoryLimit", "memory"],
    ["PidsLimit", "processes"],
    ["CpuCfsQuota", "CPU time"],
  ].flatMap(([key = "", what = ""]) => (info[key] === false ? [what] : []));
  if (unlimited.length > 0) {
    throw new SandboxError({
      code: "unavailable",
      message: `the daemon can't limit ${unlimited.join(", ")}; give it control groups (a rootless one needs version 2, delegated)`,
    });
  }
  return `docker ${String(info["ServerVersion"])}`;
}

function problemOf(
  error: unknown,
  image: string,
  host: string,
): { readonly reason: string; readonly fix?: string } {
  const connection = connectionProblem(error, host);
  if (connection !== undefined) return connection;
  const reason = dockerReason(error).replace(/\.$/u, "");
  if (!SandboxError.isInstance(error)) return { reason };
  if (error.code === "missing-package") return { reason, fix: installFix };
  const isImage = /^(?:there is no image|the image )/u.test(reason);
  return isImage ? { reason, fix: imageFix(image) } : { reason };
}

async function hostOf(connection: Promise<DockerClient> | undefined): Promise<string> {
  const client = await connection?.catch(() => undefined);
  return client?.endpoint.host ?? "its address";
}
