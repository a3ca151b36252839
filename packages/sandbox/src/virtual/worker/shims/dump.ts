import type { Command } from "just-bash";

import { readInputs } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { shim } from "./shim.ts";

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, "0");
}

function printable(bytes: string): string {
  return bytes.replace(/[^\x20-\x7e]/gu, ".");
}

export const xxd: Command = shim("xxd", "bytes", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "pruc:l:s:g:",
    long: { plain: "p", revert: "r", cols: "c", len: "l" },
  });
  const [input] = await readInputs(options.operands.slice(0, 1), context, output);
  if (input === undefined) return;
  if (options.has("r")) {
    const digits = options.has("p")
      ? input.bytes.replace(/\s+/gu, "")
      : input.bytes
          .split("\n")
          .map(
            (line) =>
              line
                .replace(/^[^:]*: ?/u, "")
                .split("  ")[0]
                ?.replaceAll(" ", "") ?? "",
          )
          .join("");
    output.write(Buffer.from(digits, "hex").toString("latin1"));
    return;
  }
  const skip = Number(options.value("s") ?? 0);
  const bytes = input.bytes.slice(
    skip,
    options.has("l") ? skip + Number(options.value("l")) : undefined,
  );
  const columns = Number(options.value("c") ?? (options.has("p") ? 30 : 16));
  const group = Number(options.value("g") ?? 2);
  for (let at = 0; at < bytes.length; at += columns) {
    const row = bytes.slice(at, at + columns);
    const digits = Array.from(row, (char) => hex(char.charCodeAt(0), 2)).map((pair) =>
      options.has("u") ? pair.toUpperCase() : pair,
    );
    if (options.has("p")) {
      output.line(digits.join(""));
      continue;
    }
    const width = columns * 2 + Math.ceil(columns / group) - 1;
    const grouped = digits
      .map((pair, index) => ((index + 1) % group === 0 ? `${pair} ` : pair))
      .join("")
      .trimEnd();
    output.line(`${hex(skip + at, 8)}: ${grouped.padEnd(width)}  ${printable(row)}`);
  }
});

const hexdumpBody: Parameters<typeof shim>[2] = async (args, context, output) => {
  const options = parseOptions(args, {
    short: "Cn:s:v",
    long: { canonical: "C", length: "n", skip: "s" },
  });
  const inputs = await readInputs(options.operands, context, output);
  const skip = Number(options.value("s") ?? 0);
  const all = inputs
    .map(({ bytes }) => bytes)
    .join("")
    .slice(skip);
  const bytes = options.has("n") ? all.slice(0, Number(options.value("n"))) : all;
  const width = options.has("C") ? 8 : 7;
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.slice(at, at + 16);
    if (options.has("C")) {
      const pairs = Array.from(row, (char) => hex(char.charCodeAt(0), 2));
      const halves = `${pairs.slice(0, 8).join(" ")}  ${pairs.slice(8).join(" ")}`;
      output.line(`${hex(skip + at, width)}  ${halves.padEnd(48)}  |${printable(row)}|`);
    } else {
      const words: string[] = [];
      for (let byte = 0; byte < row.length; byte += 2) {
        words.push(hex((row.charCodeAt(byte + 1) || 0) * 256 + row.charCodeAt(byte), 4));
      }
      output.line(`${hex(skip + at, width)} ${words.join(" ")}`.padEnd(47));
    }
  }
  if (bytes.length > 0) output.line(hex(skip + bytes.length, width));
};

export const hexdump: Command = shim("hexdump", "bytes", hexdumpBody);
export const hd: Command = shim("hd", "bytes", async (args, context, output) => {
  await hexdumpBody(["-C", ...args], context, output);
});

const named: Readonly<Record<number, string>> = {
  0: "\\0",
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
};

export const od: Command = shim("od", "bytes", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "A:t:N:j:w::vcbdoxa",
    long: { "address-radix": "A", format: "t", "read-bytes": "N", "skip-bytes": "j", width: "w" },
  });
  const formats = options.given.flatMap(([letter, value]) => {
    if (letter === "t") return value.match(/[a-z]\d*z?/gu) ?? [];
    return { c: ["c"], b: ["o1"], d: ["u2"], o: ["o2"], x: ["x2"], a: ["a"] }[letter] ?? [];
  });
  const inputs = await readInputs(options.operands, context, output);
  const skip = Number(options.value("j") ?? 0);
  const all = inputs
    .map(({ bytes }) => bytes)
    .join("")
    .slice(skip);
  const bytes = options.has("N") ? all.slice(0, Number(options.value("N"))) : all;
  const columns = Number(options.value("w") || 16);
  const radix = options.value("A") ?? "o";
  const address = (at: number): string =>
    radix === "n"
      ? ""
      : at.toString({ o: 8, d: 10, x: 16 }[radix] ?? 8).padStart(radix === "x" ? 6 : 7, "0");
  let last = "";
  let starred = false;
  for (let at = 0; at < bytes.length; at += columns) {
    const row = bytes.slice(at, at + columns);
    if (
      row === last &&
      row.length === columns &&
      !options.has("v") &&
      at + columns < bytes.length
    ) {
      if (!starred) output.line("*");
      starred = true;
      continue;
    }
    last = row;
    starred = false;
    for (const [index, format] of (formats.length === 0 ? ["o2"] : formats).entries()) {
      const start = address(skip + at);
      output.line((index === 0 ? start : " ".repeat(start.length)) + units(row, format));
    }
  }
  if (radix !== "n") output.line(address(skip + bytes.length));
});

function units(row: string, format: string): string {
  const kind = format[0] ?? "o";
  if (kind === "c" || kind === "a") {
    return Array.from(row, (char) => {
      const code = char.charCodeAt(0);
      const text =
        named[code] ?? (code >= 32 && code < 127 ? char : code.toString(8).padStart(3, "0"));
      return text.padStart(4);
    }).join("");
  }
  const size = Number(/\d/u.exec(format)?.[0] ?? 4);
  const base = { o: 8, x: 16, d: 10, u: 10 }[kind] ?? 8;
  const digits =
    kind === "o"
      ? Math.ceil((size * 8) / 3)
      : kind === "x"
        ? size * 2
        : ({ 1: 4, 2: 6, 4: 11, 8: 20 }[size] ?? 11);
  let text = "";
  for (let at = 0; at < row.length; at += size) {
    let value = 0n;
    for (let byte = size - 1; byte >= 0; byte -= 1)
      value = value * 256n + BigInt(row.charCodeAt(at + byte) || 0);
    if (kind === "d" && value >= 1n << BigInt(size * 8 - 1)) value -= 1n << BigInt(size * 8);
    const told = value.toString(base);
    text += ` ${kind === "o" || kind === "x" ? told.padStart(digits, "0") : told.padStart(digits)}`;
  }
  return text;
}
