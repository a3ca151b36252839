import type { Command } from "just-bash";

import { shim } from "./shims/shim.ts";
import type { WorkspaceFs } from "./workspace-fs.ts";

/** What a script sets for itself, and the builtins by which it does, that just-bash lacks. */
export class ShellState {
  /** What `trap ... EXIT` was given. */
  onExit: string | undefined;
  readonly #fs: WorkspaceFs;

  constructor(fs: WorkspaceFs) {
    this.#fs = fs;
    fs.umask = 0o022;
  }

  get commands(): readonly Command[] {
    return [this.#trap, this.#umask, ulimit];
  }

  readonly #trap: Command = shim("trap", "text", (args) => {
    const [handler, ...signals] = args[0] === "--" ? args.slice(1) : args;
    // There are no signals here; only the end of the script can be waited for.
    if (handler === undefined || handler.startsWith("-p") || handler === "-l") return;
    if (!signals.some((signal) => signal === "EXIT" || signal === "0")) return;
    this.onExit = handler === "-" || handler === "" ? undefined : handler;
  });

  readonly #umask: Command = shim("umask", "text", (args, _context, output) => {
    const mask = args.find((word) => /^[0-7]{1,4}$/u.test(word));
    if (mask !== undefined) this.#fs.umask = Number.parseInt(mask, 8) & 0o777;
    else if (args.includes("-S")) {
      const bits = [6, 3, 0].map((shift) =>
        Array.from("rwx")
          .filter((_, at) => ((this.#fs.umask >> shift) & (4 >> at)) === 0)
          .join(""),
      );
      output.line(`u=${bits[0] ?? ""},g=${bits[1] ?? ""},o=${bits[2] ?? ""}`);
    } else output.line(this.#fs.umask.toString(8).padStart(4, "0"));
  });
}

const ulimit = shim("ulimit", "text", (args, _context, output) => {
  if (!args.some((word) => /^\d+$|^unlimited$/u.test(word))) output.line("unlimited");
});
