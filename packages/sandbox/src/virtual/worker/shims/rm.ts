import type { Command } from "just-bash";

import { pathOf, reasonOf } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { shim, ShimFault } from "./shim.ts";

/** `rm`, which just-bash's does not see links that lead nowhere. */
export const rm: Command = shim("rm", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "rRfidvI1",
    long: {
      recursive: "r",
      force: "f",
      interactive: "i",
      dir: "d",
      verbose: "v",
      "preserve-root": "1",
      "no-preserve-root": "1",
      "one-file-system": "1",
    },
  });
  if (options.operands.length === 0 && !options.has("f")) throw new ShimFault("missing operand");
  const recursive = options.has("r") || options.has("R");
  for (const name of options.operands) {
    const path = pathOf(context, name);
    const stat = await context.fs.lstat(path).catch(() => undefined);
    if (stat === undefined) {
      if (!options.has("f")) output.complain(`cannot remove '${name}': No such file or directory`);
    } else if (/(?:^|\/)\.{1,2}\/?$/u.test(name)) {
      output.complain(`refusing to remove '.' or '..' directory: skipping '${name}'`);
    } else if (stat.isDirectory && !recursive && !options.has("d")) {
      output.complain(`cannot remove '${name}': Is a directory`);
    } else if (stat.isDirectory && !recursive && (await context.fs.readdir(path)).length > 0) {
      output.complain(`cannot remove '${name}': Directory not empty`);
    } else {
      try {
        await context.fs.rm(path, { recursive: true });
        if (options.has("v"))
          output.line(`removed ${stat.isDirectory ? "directory " : ""}'${name}'`);
      } catch (error) {
        output.complain(`cannot remove '${name}': ${reasonOf(error)}`);
      }
    }
  }
});
