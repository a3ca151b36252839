import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { SandboxError } from "@agent-gym/core";

export interface DockerEndpointOptions {
  /** As `DOCKER_HOST` has it: `unix:///var/run/docker.sock`, `tcp://…`, `ssh://…`, `npipe://…`. */
  readonly host?: string | undefined;
  /** A context of the `docker` command. */
  readonly context?: string | undefined;
  /** Where `DOCKER_HOST`, `DOCKER_CONTEXT` and the like are looked up; the process's when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Where a Docker daemon answers. */
export interface DockerEndpoint {
  readonly host: string;
  /** Whether it is on this machine. */
  readonly local: boolean;
  /** Files for TLS, if it is to be used. */
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
}

/**
 * The daemon that the `docker` command would speak to: what was asked for, then `DOCKER_HOST`, then
 * `DOCKER_CONTEXT`, then the context in use, then the system's own socket.
 *
 * @throws SandboxError `unavailable` for a context that is not there.
 */
export async function findDockerEndpoint(
  options: DockerEndpointOptions = {},
): Promise<DockerEndpoint> {
  const env = options.env ?? process.env;
  if (options.host !== undefined) return await atHost(options.host, env);
  const folder = env["DOCKER_CONFIG"] ?? join(homedir(), ".docker");
  if (options.context !== undefined) return await inContext(options.context, { folder, env });
  if (env["DOCKER_HOST"]) return await atHost(env["DOCKER_HOST"], env);
  const name = env["DOCKER_CONTEXT"] ?? (await currentContext(folder)) ?? "default";
  return await inContext(name, { folder, env });
}

/** What dockerode is to be made with. All of it is said, so that it looks nothing up by itself. */
export function connectionOptions(
  { host, tls }: DockerEndpoint,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, unknown> {
  const nothing = { host: undefined, port: undefined, socketPath: undefined };
  for (const scheme of ["unix://", "npipe://"]) {
    if (host.startsWith(scheme)) return { ...nothing, socketPath: host.slice(scheme.length) };
  }
  const url = new URL(host);
  const place = { ...nothing, host: url.hostname, pathPrefix: "/" };
  if (url.protocol === "ssh:") {
    return {
      ...place,
      protocol: "ssh",
      port: url.port || "22",
      ...(url.username === "" ? {} : { username: url.username }),
      sshOptions: { agent: env["SSH_AUTH_SOCK"] },
    };
  }
  if (tls === undefined) return { ...place, protocol: "http", port: url.port || "2375" };
  return { ...place, protocol: "https", port: url.port || "2376", ...tls };
}

async function atHost(
  given: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DockerEndpoint> {
  const host = given.includes("://") ? given : `tcp://${given}`;
  if (!/^(?:unix|npipe|tcp|https?|ssh):\/\//u.test(host)) {
    throw unavailable(
      `Docker's address must start with unix://, npipe://, tcp:// or ssh://, not be ${JSON.stringify(given)}`,
    );
  }
  const folder = env["DOCKER_CERT_PATH"];
  const secure = !!env["DOCKER_TLS_VERIFY"] || host.startsWith("https:");
  const tls = secure ? await certificates(folder ?? join(homedir(), ".docker")) : undefined;
  return endpoint(host, tls);
}

async function inContext(
  name: string,
  {
    folder,
    env,
  }: { readonly folder: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<DockerEndpoint> {
  if (name === "default") return await atHost(env["DOCKER_HOST"] || systemSocket(), env);
  const id = createHash("sha256").update(name).digest("hex");
  const meta = await readJson(join(folder, "contexts", "meta", id, "meta.json"));
  const host = (meta as { Endpoints?: { docker?: { Host?: unknown } } } | undefined)?.Endpoints
    ?.docker?.Host;
  if (typeof host !== "string") {
    throw unavailable(
      `there is no Docker context ${JSON.stringify(name)}; \`docker context ls\` lists those there are`,
    );
  }
  const tls = await certificates(join(folder, "contexts", "tls", id, "docker"));
  return endpoint(host, (tls.ca ?? tls.cert) ? tls : undefined);
}

function endpoint(host: string, tls: DockerEndpoint["tls"]): DockerEndpoint {
  const local = /^(?:unix|npipe):/u.test(host);
  return { host, local, ...(tls === undefined ? {} : { tls }) };
}

function systemSocket(): string {
  return process.platform === "win32"
    ? "npipe:////./pipe/docker_engine"
    : "unix:///var/run/docker.sock";
}

async function currentContext(folder: string): Promise<string | undefined> {
  const config = await readJson(join(folder, "config.json"));
  const name = (config as { currentContext?: unknown } | undefined)?.currentContext;
  return typeof name === "string" && name !== "" ? name : undefined;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

async function certificates(folder: string): Promise<NonNullable<DockerEndpoint["tls"]>> {
  const read = async (name: string): Promise<Record<string, Buffer>> => {
    const data = await readFile(join(folder, `${name}.pem`)).catch(() => undefined);
    return data === undefined ? {} : { [name]: data };
  };
  return Object.assign({}, ...(await Promise.all(["ca", "cert", "key"].map(read)))) as {
    ca?: Buffer;
  };
}

function unavailable(message: string): SandboxError {
  return new SandboxError({ code: "unavailable", message });
}
