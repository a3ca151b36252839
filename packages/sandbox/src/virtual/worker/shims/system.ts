import type { Command } from "just-bash";

import { linesOf, readBytes, readInputs, toText } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { shim, ShimFault } from "./shim.ts";

const id = shim("id", "text", (args, _context, output) => {
  const options = parseOptions(args, {
    short: "ugGnr",
    long: { user: "u", group: "g", groups: "G", name: "n", real: "r" },
  });
  if (options.has("u") || options.has("g") || options.has("G")) {
    output.line(options.has("n") ? "agent" : "1000");
  } else output.line("uid=1000(agent) gid=1000(agent) groups=1000(agent)");
});

const whoami = shim("whoami", "text", (_args, _context, output) => output.line("agent"));
const groups = shim("groups", "text", (_args, _context, output) => output.line("agent"));
const logname = shim("logname", "text", (_args, _context, output) => output.line("agent"));
const arch = shim("arch", "text", (_args, _context, output) => output.line("x86_64"));
const tty = shim("tty", "text", (_args, _context, output) => {
  output.line("not a tty");
  output.exitCode = 1;
});

const uname = shim("uname", "text", (args, _context, output) => {
  const options = parseOptions(args, {
    short: "asnrvmpio",
    long: {
      all: "a",
      "kernel-name": "s",
      nodename: "n",
      "kernel-release": "r",
      "kernel-version": "v",
      machine: "m",
      "operating-system": "o",
    },
  });
  const parts = { s: "Linux", n: "sandbox", r: "6.1.0", v: "#1 SMP", m: "x86_64", o: "GNU/Linux" };
  const wanted = Object.entries(parts).filter(
    ([letter]) => options.has("a") || options.has(letter),
  );
  output.line(wanted.length === 0 ? parts.s : wanted.map(([, text]) => text).join(" "));
});

const nproc = shim("nproc", "text", (_args, _context, output) => output.line("1"));
const hostname = shim("hostname", "text", (_args, _context, output) => output.line("sandbox"));
const sync = shim("sync", "text", () => undefined);

const yes = shim("yes", "text", (args, _context, output) => {
  // Without an end it would never get to the command that reads it.
  const line = `${args.length === 0 ? "y" : args.join(" ")}\n`;
  output.write(line.repeat(Math.ceil(262_144 / line.length)));
});

const shuf = shim("shuf", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "ei:n:o:rzR:",
    long: {
      echo: "e",
      "input-range": "i",
      "head-count": "n",
      output: "o",
      repeat: "r",
      "zero-terminated": "z",
      "random-source": "R",
    },
  });
  const range = /^(\d+)-(\d+)$/u.exec(options.value("i") ?? "");
  let lines: string[];
  if (options.has("e")) lines = [...options.operands];
  else if (range !== null) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    if (to - from > 10_000_000) throw new ShimFault("memory exhausted");
    lines = Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
  } else {
    const [input] = await readInputs(options.operands.slice(0, 1), context, output);
    lines = linesOf(toText(input?.bytes ?? ""));
  }
  const count = Number(options.value("n") ?? (options.has("r") ? 1 : lines.length));
  for (let taken = 0; taken < count && lines.length > 0; taken += 1) {
    const at = Math.floor(Math.random() * lines.length);
    output.line(lines[at] ?? "");
    if (!options.has("r")) lines.splice(at, 1);
  }
});

const cksum = shim("cksum", "text", async (args, context, output) => {
  const { operands } = parseOptions(args, { short: "" });
  for (const { name, bytes } of await readInputs(operands, context, output)) {
    let length = "";
    for (let rest = bytes.length; rest > 0; rest = Math.floor(rest / 256))
      length += String.fromCharCode(rest & 255);
    let sum = 0;
    for (const char of bytes + length) {
      sum ^= char.charCodeAt(0) << 24;
      for (let bit = 0; bit < 8; bit += 1)
        sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
    }
    output.line([~sum >>> 0, bytes.length, ...(operands.length === 0 ? [] : [name])].join(" "));
  }
});

const fmt = shim("fmt", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "w:su",
    long: { width: "w", "split-only": "s" },
    number: "w",
  });
  const width = Number(options.value("w") ?? 75);
  for (const { bytes } of await readInputs(options.operands, context, output)) {
    let line = "";
    const flush = (): void => {
      if (line !== "") output.line(line);
      line = "";
    };
    for (const text of linesOf(toText(bytes))) {
      if (text.trim() === "") {
        flush();
        output.line("");
        continue;
      }
      for (const word of text.split(/\s+/u).filter((one) => one !== "")) {
        if (line !== "" && line.length + 1 + word.length > width) flush();
        line = line === "" ? word : `${line} ${word}`;
      }
      if (options.has("s")) flush();
    }
    flush();
  }
});

function pager(name: string): Command {
  return shim(name, "text", async (args, context, output) => {
    const { operands } = parseOptions(
      args.filter((word) => !word.startsWith("-") && !word.startsWith("+")),
      { short: "" },
    );
    const headed = name === "more" && operands.length > 0;
    for (const { name: file, bytes } of await readInputs(operands, context, output)) {
      if (headed) output.write(`::::::::::::::\n${file}\n::::::::::::::\n`);
      output.write(toText(bytes));
    }
  });
}

const numfmt = shim("numfmt", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "t:f:d:s:p:",
    long: { to: "t", from: "f", suffix: "s", padding: "p" },
  });
  const numbers =
    options.operands.length > 0 ? options.operands : linesOf(toText(await readBytes(context, "-")));
  for (const text of numbers) {
    const [, digits = "", unit = ""] = /^\s*([-\d.]+)([KMGTP]?)i?$/u.exec(text) ?? [];
    if (digits === "") throw new ShimFault(`invalid number: '${text}'`, 2);
    const from = options.value("f") === "si" ? 1000 : 1024;
    let value = Number(digits) * from ** ("KMGTP".indexOf(unit) + 1 || 0);
    const to = options.value("t");
    if (to === undefined) {
      output.line(`${String(value)}${options.value("s") ?? ""}`);
      continue;
    }
    const base = to === "si" ? 1000 : 1024;
    let power = 0;
    while (Math.abs(value) >= base && power < 5) {
      value /= base;
      power += 1;
    }
    const rounded =
      value < 10 && power > 0 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value));
    const letter = "KMGTP"[power - 1] ?? "";
    output.line(
      `${rounded}${letter}${to === "iec-i" && letter !== "" ? "i" : ""}${options.value("s") ?? ""}`,
    );
  }
});

/** Small programs that just-bash lacks, or that would tell of another system. */
export const systemCommands: readonly Command[] = [
  id,
  whoami,
  groups,
  logname,
  arch,
  tty,
  uname,
  nproc,
  hostname,
  sync,
  yes,
  shuf,
  cksum,
  fmt,
  numfmt,
  pager("more"),
  pager("less"),
];
