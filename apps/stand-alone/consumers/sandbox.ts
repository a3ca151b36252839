/** Every backend is made and asked whether it works here: without its optional peer it says no. */
import type { Probe, Sandbox, SandboxProvider } from "@agent-gym/core";
import {
  type AutoSandboxOptions,
  type ChosenSandbox,
  defaultLimits,
  sandboxNames,
  sandboxProvider,
} from "@agent-gym/sandbox";
import { type BubblewrapOptions, createBubblewrapProvider } from "@agent-gym/sandbox/bubblewrap";
import { createDockerProvider, type DockerOptions } from "@agent-gym/sandbox/docker";
import { createPyodideProvider, type PyodideOptions } from "@agent-gym/sandbox/pyodide";
import {
  createSandboxFusionProvider,
  type RunCodeRequest,
  SandboxFusionClient,
} from "@agent-gym/sandbox/sandbox-fusion";
import { createVirtualProvider, type VirtualOptions } from "@agent-gym/sandbox/virtual";

type Options = AutoSandboxOptions & BubblewrapOptions & DockerOptions;
type Others = PyodideOptions & VirtualOptions & RunCodeRequest & ChosenSandbox;
export type Everything = readonly [Options, Others, Sandbox];

const missing: Readonly<Record<string, SandboxProvider>> = {
  dockerode: createDockerProvider(),
  pyodide: createPyodideProvider(),
  "just-bash": createVirtualProvider(),
};
for (const [peer, provider] of Object.entries(missing)) {
  const probe: Probe = await provider.probe();
  if (probe.ok) throw new Error(`${provider.kind} works without ${peer}.`);
  const line = `${probe.reason} ${probe.fix ?? ""}`;
  if (!line.includes(peer)) throw new Error(`${provider.kind} does not name ${peer}: ${line}`);
}

const bubblewrap = await createBubblewrapProvider().probe();
if (bubblewrap.ok && bubblewrap.kind !== "bubblewrap") throw new Error(bubblewrap.kind);
for (const name of sandboxNames) {
  const provider: SandboxProvider = await sandboxProvider(name);
  if (provider.kind !== name) throw new Error(`${name} is ${provider.kind}.`);
}

const url = "http://127.0.0.1:9";
const remote = await createSandboxFusionProvider({ url }).probe();
if (remote.ok || typeof SandboxFusionClient !== "function")
  throw new Error("Nobody listens there.");
if (!(defaultLimits.wallMs > 0)) throw new Error("There is no limit.");
console.log("done");
