import type { Sandbox } from "@agent-gym/core";

import type { Cells } from "./cells.ts";

/** Runs the program on its standard input, and shows tracebacks with that program's lines only. */
const runner = `
import linecache, sys, traceback
source = sys.stdin.read()
sys.stdin = open("/dev/null")
linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
try:
    exec(compile(source, "<cell>", "exec"), {"__name__": "__main__"})
except Exception as error:
    trace = error.__traceback__.tb_next
    traceback.print_exception(type(error), error, trace)
    sys.exit(1)
`;

/** Equal programs print equal things, and leave nothing but their own files. */
const env = { PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", MPLBACKEND: "Agg" };

/** Cells that are programs of their own: only the files of the workspace last. */
export function statelessCells(sandbox: Sandbox): Cells {
  return {
    run: async (code, { signal }) =>
      await sandbox.exec(["python3", "-s", "-X", "utf8", "-c", runner], {
        stdin: code,
        env,
        signal,
      }),
  };
}
