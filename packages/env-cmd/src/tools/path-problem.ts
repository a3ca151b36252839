/** Of one word of a command: no program takes one of 128 KiB (MAX_ARG_STRLEN on Linux). */
const maximumPathBytes = 100_000;

/** Why a path can't be handed to any program, in words for its writer; `undefined` when it can. */
export function pathProblem(path: string): string | undefined {
  if (path.includes("\0")) return "A path can't hold a NUL character.";
  return Buffer.byteLength(path) > maximumPathBytes ? "A path can't be that long." : undefined;
}
