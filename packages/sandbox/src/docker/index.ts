export type { DockerOptions } from "./docker-provider.ts";
export { createDockerProvider } from "./docker-provider.ts";
