import type { Command } from "just-bash";

import { toBytes } from "./input.ts";
import { shim } from "./shim.ts";

/** Private characters that stand for the bytes 0x80 to 0xff until the text is made. */
const base = 0xf700;

/** `printf` and `echo -e`, whose `\xff` is a byte and not the character of that number. */
export const printfFamily: readonly Command[] = ["printf", "echo"].map((called) =>
  shim(called, "text", async (args, context, output) => {
    const escapes = called === "printf" ? args[0] !== "-v" : /^-[nE]*e/u.test(args[0] ?? "");
    const words = escapes ? args.map(keepBytes) : [...args];
    const ran = await context.origCommand?.(words);
    if (ran === undefined) return;
    const changed = words.some((word, at) => word !== args[at]);
    output.kind = changed ? "bytes" : (ran.stdoutKind ?? "text");
    output.relay({ stdout: changed ? restoreBytes(ran.stdout) : ran.stdout, stderr: ran.stderr });
    output.exitCode = ran.exitCode;
  }),
);

function keepBytes(word: string): string {
  return word.replace(
    /\\(?:\\|x([89a-fA-F][0-9a-fA-F])|0?([2-3][0-7]{2}))/gu,
    (whole, hex?: string, octal?: string) => {
      const byte = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(octal ?? "", 8);
      return byte >= 0x80 ? String.fromCharCode(base + byte) : whole;
    },
  );
}

function restoreBytes(text: string): string {
  return text
    .split(/([\uf780-\uf7ff])/u)
    .map((piece, at) =>
      at % 2 === 1 ? String.fromCharCode(piece.charCodeAt(0) - base) : toBytes(piece),
    )
    .join("");
}
