import { readdirSync, readFileSync } from "node:fs";

const closeOnExec = 0o2000000;

/**
 * The harness's open descriptors, beyond the first three, that its children inherit. Node opens
 * everything so that they don't, but passes on what whoever started Node left open.
 */
export function leakedDescriptors(): readonly number[] {
  return readdirSync("/proc/self/fdinfo")
    .map(Number)
    .filter((descriptor) => {
      if (descriptor <= 2) return false;
      try {
        const info = readFileSync(`/proc/self/fdinfo/${String(descriptor)}`, "latin1");
        const flags = Number.parseInt(/^flags:\s+(\d+)$/mu.exec(info)?.[1] ?? "", 8);
        return (flags & closeOnExec) === 0;
      } catch {
        // The one that listed the directory: it is closed again.
        return false;
      }
    });
}

/**
 * A command line that closes what would leak and then becomes the program.
 *
 * @param options.own How many descriptors the program is given; they are not closed.
 */
export function withoutLeaks(
  argv: readonly string[],
  options: { readonly leaks: readonly number[]; readonly own: number },
): readonly string[] {
  const closing = options.leaks.filter((descriptor) => descriptor >= options.own);
  if (closing.length === 0) return argv;
  const script = `exec ${closing.map((descriptor) => `${String(descriptor)}>&-`).join(" ")}; exec "$@"`;
  return ["/bin/bash", "-c", script, "bash", ...argv];
}
