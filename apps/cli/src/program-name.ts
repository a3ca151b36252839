import { relative } from "node:path";

/**
 * How this program was started, so that the commands it suggests can be typed as they stand:
 * through a script of a clone, through npx, or as an installed program.
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
  if (!fromSource) return "agent-gym";
  const near = relative(cwd, script);
  return `node ${near.length < script.length ? near : script}`;
}
