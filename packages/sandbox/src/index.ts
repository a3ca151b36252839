export type { AutoSandboxOptions, ChosenSandbox } from "./auto-sandbox.ts";
export { autoSandbox } from "./auto-sandbox.ts";
export type { SandboxProviderOptions } from "./sandbox-provider.ts";
export { sandboxNames, sandboxProvider } from "./sandbox-provider.ts";
export { defaultLimits } from "./limits/default-limits.ts";
