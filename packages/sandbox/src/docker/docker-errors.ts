import type { SandboxError } from "@agent-gym/core";

/** How a daemon, or the way to it, says no. */
interface DockerFailure {
  readonly message?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly json?: { readonly message?: string } | null;
}

/** What went wrong, in Docker's own words where it had any. */
export function dockerReason(error: unknown): string {
  const { json, message } = error as DockerFailure;
  return (json?.message ?? message ?? String(error)).trim().replaceAll(/\s+/gu, " ");
}

/** The HTTP status of the daemon's answer, if it answered. */
export function dockerStatus(error: unknown): number | undefined {
  return (error as DockerFailure).statusCode;
}

/** Why no daemon could be reached and what to do about it, where that is what went wrong. */
export function connectionProblem(
  error: unknown,
  host: string,
): { readonly reason: string; readonly fix: string } | undefined {
  switch ((error as DockerFailure | SandboxError).code) {
    case "ENOENT":
    case "ECONNREFUSED":
      return {
        reason: `no Docker daemon answers at ${host}`,
        fix: "start Docker, or name where it runs by DOCKER_HOST or `docker context use`",
      };
    case "EACCES":
    case "EPERM":
      return {
        reason: `this user may not use the Docker daemon at ${host}`,
        fix: "add the user to the group docker and log in again, or use a rootless daemon",
      };
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ECONNRESET":
      return {
        reason: `the Docker daemon at ${host} can't be reached (${dockerReason(error)})`,
        fix: "check DOCKER_HOST, or the context that `docker context show` names",
      };
    default:
      return undefined;
  }
}
