import type { Command } from "just-bash";

import { sizeOf } from "./head.ts";
import { pathOf, readBytes, reasonOf, writeBytes } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import type { ShimContext } from "./shim.ts";
import { shim, ShimFault } from "./shim.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export const realpath: Command = shim("realpath", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "emqszLPR:B:",
    long: {
      "canonicalize-existing": "e",
      "canonicalize-missing": "m",
      quiet: "q",
      "no-symlinks": "s",
      strip: "s",
      zero: "z",
      "relative-to": "R",
      "relative-base": "B",
    },
  });
  if (options.operands.length === 0) throw new ShimFault("missing operand");
  for (const name of options.operands) {
    const path = pathOf(context, name);
    const real = options.has("s")
      ? path
      : await resolved(context, path, options.has("e"), options.has("m"));
    if (real === undefined) {
      if (!options.has("q")) output.complain(`${name}: No such file or directory`);
      output.exitCode = 1;
      continue;
    }
    const base = options.value("R");
    const told = base === undefined ? real : relative(pathOf(context, base), real);
    output.write(`${told}${options.has("z") ? "\0" : "\n"}`);
  }
});

async function resolved(
  context: ShimContext,
  path: string,
  mustExist: boolean,
  mayMiss: boolean,
): Promise<string | undefined> {
  try {
    return await context.fs.realpath(path);
  } catch {
    if (mustExist) return undefined;
    const parent = path.slice(0, path.lastIndexOf("/")) || "/";
    const name = path.slice(path.lastIndexOf("/") + 1);
    try {
      return `${(await context.fs.realpath(parent)).replace(/\/$/u, "")}/${name}`;
    } catch {
      return mayMiss ? path : undefined;
    }
  }
}

function relative(from: string, to: string): string {
  const [a, b] = [from, to].map((path) => path.split("/").filter((part) => part !== ""));
  let common = 0;
  while (common < (a?.length ?? 0) && a?.[common] === b?.[common]) common += 1;
  const up = (a ?? []).slice(common).map(() => "..");
  return [...up, ...(b ?? []).slice(common)].join("/") || ".";
}

export const mktemp: Command = shim("mktemp", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "dqup:tS:",
    long: { directory: "d", quiet: "q", "dry-run": "u", tmpdir: "p", suffix: "S" },
  });
  const [operand] = options.operands;
  const template = operand ?? "tmp.XXXXXXXXXX";
  if (!/X{3}/u.test(template)) throw new ShimFault(`too few X's in template '${template}'`);
  const within = options.value("p") || context.env.get("TMPDIR") || "/tmp";
  const inFolder = operand === undefined || options.has("p") || options.has("t");
  const random = crypto.getRandomValues(new Uint8Array(64));
  let at = 0;
  const name = template.replace(/X{3,}(?!.*X{3})/u, (run) =>
    Array.from(run)
      .map(() => letters[(random[at++] ?? 0) % letters.length] ?? "")
      .join(""),
  );
  const told = `${inFolder ? `${within}/` : ""}${name}${options.value("S") ?? ""}`;
  const path = pathOf(context, told);
  try {
    if (options.has("d")) {
      await context.fs.mkdir(path);
      await context.fs.chmod(path, 0o700);
    } else if (!options.has("u")) {
      await context.fs.writeFile(path, "");
      await context.fs.chmod(path, 0o600);
    }
  } catch (error) {
    throw new ShimFault(`failed to create file via template '${template}': ${reasonOf(error)}`);
  }
  output.line(told);
});

export const truncate: Command = shim("truncate", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "s:cr:",
    long: { size: "s", "no-create": "c", reference: "r" },
  });
  const reference = options.value("r");
  const given =
    options.value("s") ??
    (reference === undefined ? undefined : String((await readBytes(context, reference)).length));
  if (given === undefined) throw new ShimFault("you must specify either '--size' or '--reference'");
  const size = sizeOf(given.replace(/^[<>/%]/u, ""));
  if (size === undefined) throw new ShimFault(`Invalid number: '${given}'`);
  for (const name of options.operands) {
    const bytes = await readBytes(context, name).catch(() => undefined);
    if (bytes === undefined && options.has("c")) continue;
    const old = bytes ?? "";
    const wanted = /^[-+]/u.test(given) ? Math.max(0, old.length + size) : size;
    if (wanted > mostBytes) {
      output.complain(`failed to truncate '${name}' at ${String(wanted)} bytes: File too large`);
      continue;
    }
    await writeBytes(context, name, old.slice(0, wanted).padEnd(wanted, "\0"));
  }
});

const mostBytes = 256 * 1024 * 1024;

export const install: Command = shim("install", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "dDm:vpo:g:t:Tbs",
    long: { directory: "d", mode: "m", verbose: "v", "target-directory": "t" },
  });
  const mode = Number.parseInt(options.value("m") ?? "755", 8);
  const operands = [...options.operands];
  if (options.has("d")) {
    for (const name of operands) {
      await context.fs.mkdir(pathOf(context, name), { recursive: true });
      await context.fs.chmod(pathOf(context, name), mode);
    }
    return;
  }
  const target = options.value("t") ?? operands.pop();
  if (target === undefined || operands.length === 0) throw new ShimFault("missing file operand");
  const into =
    (await context.fs.stat(pathOf(context, target)).catch(() => undefined))?.isDirectory === true;
  for (const name of operands) {
    const place =
      into || options.has("t") ? `${target}/${name.slice(name.lastIndexOf("/") + 1)}` : target;
    if (options.has("D")) {
      const folder = pathOf(context, place);
      await context.fs.mkdir(folder.slice(0, folder.lastIndexOf("/")) || "/", { recursive: true });
    }
    await writeBytes(context, place, await readBytes(context, name));
    await context.fs.chmod(pathOf(context, place), mode);
    if (options.has("v")) output.line(`'${name}' -> '${place}'`);
  }
});

export const dd: Command = shim("dd", "bytes", async (args, context, output) => {
  const given = new Map(
    args.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]),
  );
  const number = (name: string, fallback: number): number => {
    const text = given.get(name);
    const size = text === undefined ? fallback : sizeOf(text.replace(/^(\d+)c$/u, "$1"));
    if (size === undefined) throw new ShimFault(`invalid number: '${text ?? ""}'`);
    return size;
  };
  const block = number("bs", number("ibs", 512));
  const count = given.has("count") ? number("count", 0) : Infinity;
  const from = given.get("if");
  const skip = number("skip", 0) * block;
  const bytes = await source(context, from, { block, count, skip });
  const to = given.get("of");
  if (to === undefined) output.write(bytes);
  else {
    const seek = number("seek", number("oseek", 0)) * number("bs", number("obs", 512));
    const old =
      seek > 0 || given.get("conv")?.includes("notrunc") === true
        ? await readBytes(context, to).catch(() => "")
        : "";
    const tail =
      given.get("conv")?.includes("notrunc") === true ? old.slice(seek + bytes.length) : "";
    await writeBytes(context, to, old.slice(0, seek).padEnd(seek, "\0") + bytes + tail);
  }
  if (given.get("status") === "none") return;
  const [full, part] = [Math.floor(bytes.length / block), bytes.length % block === 0 ? 0 : 1];
  const records = `${String(full)}+${String(part)} records`;
  const note =
    given.get("status") === "noxfer"
      ? ""
      : `${String(bytes.length)} bytes copied, 0.001 s, 1.0 MB/s\n`;
  output.relay({ stdout: "", stderr: `${records} in\n${records} out\n${note}` });
});

async function source(
  context: ShimContext,
  name: string | undefined,
  how: { readonly block: number; readonly count: number; readonly skip: number },
): Promise<string> {
  const wanted = how.block * how.count;
  if (name !== undefined && /^\/dev\/(?:zero|u?random)$/u.test(name)) {
    if (wanted > mostBytes) throw new ShimFault(`error writing: No space left on device`);
    if (name === "/dev/zero") return "\0".repeat(wanted);
    let random = "";
    while (random.length < wanted) {
      random += Buffer.from(crypto.getRandomValues(new Uint8Array(65_536))).toString("latin1");
    }
    return random.slice(0, wanted);
  }
  let bytes: string;
  try {
    bytes = await readBytes(context, name ?? "-");
  } catch {
    throw new ShimFault(`failed to open '${name ?? ""}': No such file or directory`);
  }
  return bytes.slice(how.skip, how.skip + wanted);
}

/** `cp` and `mv`, which tell of files as they were called. */
export const copyFamily: readonly Command[] = ["cp", "mv"].map((called) =>
  shim(called, "text", async (args, context, output) => {
    const ran = await context.origCommand?.([...args]);
    if (ran === undefined) return;
    const here = args.at(-1)?.startsWith("/") === false;
    const stdout = here ? ran.stdout.replaceAll(`-> '${context.cwd}/`, "-> '") : ran.stdout;
    output.relay({ stdout, stderr: ran.stderr });
    output.exitCode = ran.exitCode;
  }),
);

export const tar: Command = shim("tar", "text", async (args, context, output) => {
  const ran = await context.origCommand?.([...args]);
  if (ran === undefined) return;
  output.exitCode = ran.exitCode;
  const [modes = ""] = args;
  const all = args.filter((word) => /^-[a-zA-Z]/u.test(word)).join("") + modes;
  const toStdout =
    args.some((word, at) => word === "-" && (args[at - 1] ?? "").endsWith("f")) || !/f/u.test(all);
  // It names what it packs on stdout, unless the archive itself goes there.
  const names = /v/u.test(all) && /[cx]/u.test(all) && !toStdout && ran.exitCode === 0;
  output.kind = ran.stdoutKind ?? (ran.stdoutEncoding === "binary" ? "bytes" : "text");
  output.relay(names ? { stdout: ran.stdout + ran.stderr, stderr: "" } : ran);
});
