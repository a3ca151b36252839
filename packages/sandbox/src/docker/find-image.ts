import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { Capability } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";
import type Dockerode from "dockerode";

import type { ContainerPool } from "./container-pool.ts";
import type { ContainerShape } from "./container-settings.ts";
import { dockerStatus } from "./docker-errors.ts";

/** The image that sandboxes are made of where no other is named. */
export const defaultImage = "agent-gym-sandbox";

/** An image that is there. */
export interface FoundImage {
  /** As it was asked for. */
  readonly name: string;
  /** Its content's digest: what containers are made of, whatever the name is given to later. */
  readonly digest: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What every sandbox uses, and where it looks for it. */
const programs = {
  coreutils: "/usr/bin/timeout",
  find: "/bin/find",
  xargs: "/bin/xargs",
  tar: "/bin/tar",
} as const;
const trialLimits = { wallMs: 30_000, outputBytes: 64 * 1024 };

/** Says on one line each: `lacks NAME`, `bash VERSION`, `python`. For `sh`, as the agent's user. */
const trialScript: string = [
  ...Object.entries(programs).map(([name, path]) => `[ -x ${path} ] || echo lacks ${name}`),
  `${programs.find} / -maxdepth 0 -printf '' 2>/dev/null || echo lacks GNU find`,
  `/bin/bash -c 'echo "bash $BASH_VERSION"'`,
  "command -v python3 >/dev/null && echo python",
  "exit 0",
].join("\n");

/**
 * @throws SandboxError `unavailable` when it is not there: nothing is ever pulled.
 */
export async function findImage(docker: Dockerode, name: string): Promise<FoundImage> {
  try {
    const { Id, Config, Os } = await docker.getImage(name).inspect();
    if (Os !== "linux") throw unavailable(`the image ${name} is for ${Os}, not for Linux`);
    const volumes = Object.keys(Config.Volumes ?? {});
    if (volumes.length > 0) {
      throw unavailable(
        `the image ${name} declares volumes (${volumes.join(", ")}), which no limit would hold for; name one without`,
      );
    }
    const env = (Config.Env ?? []).map((entry): [string, string] => {
      const at = entry.indexOf("=");
      return [entry.slice(0, at), entry.slice(at + 1)];
    });
    return { name, digest: Id, env: Object.fromEntries(env) };
  } catch (error) {
    if (dockerStatus(error) !== 404) throw error;
    throw unavailable(`there is no image ${name}`);
  }
}

/**
 * What an image can do, found out in a container of it.
 *
 * @throws SandboxError `unavailable` when it lacks what every sandbox needs.
 */
export async function tryImage(
  image: FoundImage,
  pool: ContainerPool,
  shape: ContainerShape,
): Promise<{ readonly bash: string; readonly capabilities: readonly Capability[] }> {
  const { container } = await pool.make(shape, { readOnly: false });
  try {
    const trial = await container
      .run(["/bin/sh", "-c", trialScript], trialLimits)
      .catch(async (error: unknown) => {
        await Promise.race([container.keeper.ended, delay(1000)]);
        // The keeper is a program for bash: without it, the container ended at once.
        throw container.alive
          ? error
          : unavailable(`the image ${image.name} has no bash that runs`);
      });
    const lines = trial.stdout.text().split("\n");
    const lacking = lines.flatMap((line) => /^lacks (.*)$/u.exec(line)?.[1] ?? []);
    if (lacking.length > 0) {
      throw unavailable(`the image ${image.name} has no ${lacking.join(", ")}`);
    }
    const usage = await container.keeper.usage();
    if (!Object.values(usage).every(Number.isFinite)) {
      throw unavailable(
        "containers of this daemon can't see what they use, so no limit would hold",
      );
    }
    const bash = lines.find((line) => line.startsWith("bash ")) ?? "bash of an unknown version";
    const python = lines.includes("python") ? ["python", "stateful-python"] : [];
    return { bash, capabilities: ["real-shell", "spawn", ...python] };
  } finally {
    await container.remove();
  }
}

/** How to get an image, in words that follow "to use it,". */
export function imageFix(name: string): string {
  if (name !== defaultImage) return `build it, or \`docker pull ${name}\``;
  const folder = imageFolder();
  return `\`docker build --tag ${name} ${folder}\`, or without a registry \`sudo ${join(folder, "build-image.sh")}\``;
}

/** Where this package keeps what its image is built from. */
function imageFolder(): string {
  const manifest = createRequire(import.meta.url).resolve("@agent-gym/sandbox/package.json");
  return join(dirname(manifest), "docker");
}

function unavailable(message: string): SandboxError {
  return new SandboxError({ code: "unavailable", message });
}
