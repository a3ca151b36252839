import { relative } from "node:path";

/**
 * How this program was started, so that the commands it suggests can be typed as they stand:
 * through a script of a clone, through npx, as a program of a project, or as an installed one.
 */
export function programName(
  env: Readonly<Record<string, string | undefined>>,
  { script, cwd }: { readonly script: string | undefined; readonly cwd: string },
): string {
  const fromSource = script?.endsWith("main.ts") === true;
  const manager = env["npm_execpath"] ?? "";
  const packageManagedRun = env["npm_lifecycle_event"] !== undefined && manager !== "";
  if (fromSource && packageManagedRun && /pnpm/.test(manager)) {
    return manager.includes("_npx") ? "npx -y pnpm@12 agent-gym" : "pnpm agent-gym";
  }
  if (script?.includes("_npx") === true) return "npx @agent-gym/cli";
  if (!fromSource) return isOfProject(env, script) ? "npx agent-gym" : "agent-gym";
  const near = relative(cwd, script);
  return `node ${near.length < script.length ? near : script}`;
}

/** Whether the program is one that a project has installed for itself: it is on nobody's PATH. */
function isOfProject(
  env: Readonly<Record<string, string | undefined>>,
  script: string | undefined,
): boolean {
  const path = script?.replaceAll("\\", "/") ?? "";
  if (path.includes("/node_modules/.bin/")) return true;
  // npm and pnpm set it for what they execute, by whatever path they call it.
  return env["npm_command"] !== undefined && path.includes("/node_modules/");
}
