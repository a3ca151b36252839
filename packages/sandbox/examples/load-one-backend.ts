import type { SandboxProvider } from "@agent-gym/core";
import { createBubblewrapProvider } from "@agent-gym/sandbox/bubblewrap";
import { createDockerProvider } from "@agent-gym/sandbox/docker";
import { createVirtualProvider } from "@agent-gym/sandbox/virtual";

export const providers: readonly SandboxProvider[] = [
  createBubblewrapProvider(),
  createDockerProvider({ image: "my-image" }),
  createVirtualProvider(),
];
