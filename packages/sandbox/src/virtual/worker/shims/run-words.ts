import type { Output, ShimContext } from "./shim.ts";

/** A word that the shell reads as itself. */
export function quoteWord(word: string): string {
  return /^[\w./:=@%+,-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Runs another command of the shell and passes on what it writes, as text. */
export async function runWords(
  words: readonly string[],
  context: ShimContext,
  output: Output,
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly replaceEnv?: boolean;
    readonly cwd?: string;
    /** Bytes; nothing when absent. */
    readonly stdin?: string;
  } = {},
): Promise<number> {
  // Only what is assigned before the command itself reaches the programs that it starts.
  const assigned = Object.entries(options.env ?? {}).map(
    ([name, value]) => `${name}=${quoteWord(value)}`,
  );
  const ran = await context.exec?.([...assigned, ...words.map(quoteWord)].join(" "), {
    cwd: options.cwd ?? context.cwd,
    ...(options.replaceEnv === true
      ? { replaceEnv: true, env: { PATH: "/usr/bin:/bin", ...options.env } }
      : {}),
    ...(options.stdin === undefined ? {} : { stdin: options.stdin, stdinKind: "bytes" as const }),
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  if (ran === undefined) return 127;
  output.relay(ran);
  return ran.exitCode;
}
