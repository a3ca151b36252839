import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SandboxError } from "@agent-gym/core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { connectionOptions, findDockerEndpoint } from "../../src/docker/docker-endpoint.ts";

let folder = "";

async function addContext(name: string, host: string, certificate?: string): Promise<void> {
  const id = createHash("sha256").update(name).digest("hex");
  const meta = join(folder, "contexts", "meta", id);
  await mkdir(meta, { recursive: true });
  const content = { Name: name, Metadata: {}, Endpoints: { docker: { Host: host } } };
  await writeFile(join(meta, "meta.json"), JSON.stringify(content));
  if (certificate === undefined) return;
  const tls = join(folder, "contexts", "tls", id, "docker");
  await mkdir(tls, { recursive: true });
  for (const file of ["ca", "cert", "key"]) {
    await writeFile(join(tls, `${file}.pem`), `${certificate} ${file}`);
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gym-docker-config-"));
  await addContext("rootless", "unix:///run/user/1000/docker.sock");
  await addContext("far", "tcp://10.0.0.7:2376", "mine");
  await writeFile(join(folder, "config.json"), JSON.stringify({ currentContext: "rootless" }));
});

afterAll(async () => await rm(folder, { recursive: true }));

test("the context in use is spoken to, unless a variable or an option names another daemon", async () => {
  const env = { DOCKER_CONFIG: folder };
  const host = async (
    options: Parameters<typeof findDockerEndpoint>[0] = {},
    more: Record<string, string> = {},
  ): Promise<string> => (await findDockerEndpoint({ ...options, env: { ...env, ...more } })).host;
  const variables = { DOCKER_HOST: "tcp://10.0.0.8", DOCKER_CONTEXT: "far" };
  expect(await host()).toBe("unix:///run/user/1000/docker.sock");
  expect(await host({}, { DOCKER_CONTEXT: "far" })).toBe("tcp://10.0.0.7:2376");
  expect(await host({}, variables)).toBe("tcp://10.0.0.8");
  expect(await host({ context: "rootless" }, variables)).toBe("unix:///run/user/1000/docker.sock");
  expect(await host({ host: "unix:///mine" }, variables)).toBe("unix:///mine");
});

test("without any settings it is the system's own socket", async () => {
  const { host, local } = await findDockerEndpoint({ env: { DOCKER_CONFIG: join(folder, "no") } });
  expect(host).toMatch(/^(?:unix:\/\/\/var\/run\/docker\.sock|npipe:)/);
  expect(local).toBe(true);
});

test("a context's certificates are used", async () => {
  const endpoint = await findDockerEndpoint({ context: "far", env: { DOCKER_CONFIG: folder } });
  expect(endpoint.local).toBe(false);
  expect(connectionOptions(endpoint)).toMatchObject({
    protocol: "https",
    host: "10.0.0.7",
    port: "2376",
    socketPath: undefined,
    key: Buffer.from("mine key"),
  });
});

test("sockets, plain and secure addresses and SSH are understood", () => {
  const options = (host: string): Record<string, unknown> =>
    connectionOptions({ host, local: false }, { SSH_AUTH_SOCK: "/agent" });
  expect(options("unix:///a/b.sock")).toMatchObject({ socketPath: "/a/b.sock", host: undefined });
  expect(options("tcp://10.0.0.7")).toMatchObject({ protocol: "http", port: "2375" });
  expect(options("ssh://me@far:2222")).toMatchObject({
    protocol: "ssh",
    username: "me",
    host: "far",
    port: "2222",
    sshOptions: { agent: "/agent" },
  });
});

test("a context that is not there, or an address that is none, is refused in words", async () => {
  const env = { DOCKER_CONFIG: folder };
  for (const options of [{ context: "gone" }, { host: "ftp://there" }]) {
    const error = await findDockerEndpoint({ ...options, env }).catch((caught: unknown) => caught);
    expect(SandboxError.isInstance(error)).toBe(true);
    expect(String(error)).toMatch(/docker context ls|unix:\/\//);
  }
});
