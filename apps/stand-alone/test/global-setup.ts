import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TestProject } from "vitest/node";

import { startLoopbackRegistry } from "./loopback-registry.ts";
import { packPackages } from "./pack-packages.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder for what tests leave, away from the repository; it is deleted after them. */
    base: string;
    /** Where the tarballs lie. */
    tarballs: string;
    /** The address of the registry that has them, and all that they depend on. */
    registry: string;
  }
}

/** Packs everything once, for all tests, and serves it to them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const base = await mkdtemp(join(tmpdir(), "agent-gym-alone-"));
  const tarballs = join(base, "tarballs");
  await mkdir(tarballs);
  await packPackages(tarballs);
  const registry = await startLoopbackRegistry(tarballs);
  project.provide("base", base);
  project.provide("tarballs", tarballs);
  project.provide("registry", registry.url);
  return async () => {
    await registry[Symbol.asyncDispose]();
    await rm(base, { recursive: true, force: true });
  };
}
