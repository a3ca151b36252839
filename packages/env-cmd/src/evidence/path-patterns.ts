import { minimatch } from "minimatch";

/**
 * Whether a path is meant by one of some patterns: globs (`*`, `?`, `[…]`, `{a,b}`, `**`; names that
 * begin with a dot are no exception), or paths, which also mean everything below them.
 */
export function matchesAny(path: string, patterns: readonly string[]): boolean {
  return patterns.some(
    (pattern) =>
      path === pattern ||
      path.startsWith(`${pattern}/`) ||
      minimatch(path, pattern, { dot: true, nocomment: true, nonegate: true, platform: "linux" }),
  );
}
