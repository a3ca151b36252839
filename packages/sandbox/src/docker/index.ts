export type { DockerEndpointOptions } from "./docker-endpoint.ts";
