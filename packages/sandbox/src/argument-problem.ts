/** The longest argument that Linux takes is 128 KiB. */
const longestArgument = 120_000;

/** All of them and the environment take a quarter of the stack at most: 2 MiB by default. */
const mostArguments = 2_000_000;

/** What a shell says where the system would not start a process. */
export const tooLong = "bash: Argument list too long\n";

/**
 * Why no process could be started with such arguments and such an environment, if so, as a shell would
 * say it before it exits with 126.
 */
export function argumentProblem({
  command,
  env,
}: {
  readonly command: string | readonly string[];
  readonly env: Readonly<Record<string, string>>;
}): string | undefined {
  const words = typeof command === "string" ? [command] : command;
  if (words.some((word) => word.includes("\0"))) {
    return "bash: a command can't hold a NUL character\n";
  }
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const sizes = [...words, ...variables].map((text) => Buffer.byteLength(text));
  // Of each there is a pointer, too.
  const total = sizes.reduce((sum, size) => sum + size + 9, 0);
  const isTooLong = total > mostArguments || sizes.some((size) => size > longestArgument);
  return isTooLong ? tooLong : undefined;
}

/** Whether the system did not start a process for the size of what it was given. */
export function isTooLongError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "E2BIG";
}
