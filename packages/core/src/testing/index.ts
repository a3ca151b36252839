/// <reference lib="esnext.disposable" preserve="true" />

export { counterEnvironment } from "./counter-environment.ts";
export type { FakeSandboxes } from "./fake-sandboxes.ts";
export { fakeSandboxes } from "./fake-sandboxes.ts";
export type { ScriptedModel, ScriptedReply } from "./scripted-model.ts";
export { scriptedModel } from "./scripted-model.ts";
export type { ConformanceCase, ConformanceSkip } from "./conformance-case.ts";
export { environmentConformance } from "./environment-conformance.ts";
export type { EnvironmentConformanceOptions } from "./environment-conformance-options.ts";
export type { SandboxConformanceOptions } from "./sandbox-conformance.ts";
export { sandboxConformance } from "./sandbox-conformance.ts";
