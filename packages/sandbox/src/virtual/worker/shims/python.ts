import type { Command } from "just-bash";

import { readBytes, stdinOf, toText } from "./input.ts";
import type { Output, ShimContext } from "./shim.ts";
import { shim, ShimFault } from "./shim.ts";

interface Invocation {
  readonly source:
    | { readonly code: string }
    | { readonly module: string }
    | { readonly file: string };
  /** Of `sys.argv`, with what stands first. */
  readonly argv: readonly string[];
  readonly isolated: boolean;
}

const usage = "usage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...";

/** `python3` and `python`: CPython, run so that the code it is given stays as it is. */
export const pythonFamily: readonly Command[] = ["python3", "python"].map((name) =>
  shim(name, "text", async (args, context, output) => {
    const invocation = parse(args, output);
    if (invocation === undefined) return;
    const { source } = invocation;
    let code: string;
    let file = "<string>";
    if ("code" in source) code = source.code;
    else if ("module" in source) {
      code = `import runpy\nrunpy.run_module(${JSON.stringify(source.module)}, run_name="__main__", alter_sys=True)\n`;
    } else if (source.file === "-") {
      code = toText(stdinOf(context));
      file = "<stdin>";
    } else {
      file = source.file;
      code = await readScript(context, file, name);
    }
    await run(
      { code, file, argv: invocation.argv, isolated: invocation.isolated },
      context,
      output,
    );
  }),
);

async function readScript(context: ShimContext, file: string, name: string): Promise<string> {
  try {
    return toText(await readBytes(context, file));
  } catch (error) {
    const directory = error instanceof ShimFault && error.message.endsWith("Is a directory");
    throw new ShimFault(
      directory
        ? `can't find '__main__' module in '${file}'`
        : `can't open file '${context.fs.resolvePath(context.cwd, file)}': [Errno 2] No such file or directory`,
      name === "" ? 1 : directory ? 1 : 2,
    );
  }
}

/** Options that say how CPython starts; they change nothing that can be seen here. */
const ignored = /^-(?:[BEIOPSbdsuvxRi]+|OO|bb|W.*|X.*)$/u;

function parse(args: readonly string[], output: Output): Invocation | undefined {
  let isolated = false;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    const rest = args.slice(at + 1);
    if (word === "--version" || word === "-V" || word === "-VV") {
      output.line("Python 3.13.2");
      return undefined;
    }
    if (word === "--help" || word === "-h") {
      output.line(usage);
      return undefined;
    }
    const [, before = "", letter, attached = ""] =
      /^-([BEIOPSbdsuvxRi]*)([cm])([^]*)$/u.exec(word) ?? [];
    if (letter !== undefined) {
      isolated ||= before.includes("I");
      const [value, argv] = attached === "" ? [rest[0], rest.slice(1)] : [attached, rest];
      if (value === undefined)
        throw new ShimFault(`Argument expected for the -${letter} option\n${usage}`, 2);
      return letter === "c"
        ? { source: { code: value }, argv: ["-c", ...argv], isolated }
        : { source: { module: value }, argv: [value, ...argv], isolated };
    }
    if (word === "-W" || word === "-X") at += 1;
    else if (ignored.test(word)) isolated ||= /^-[A-Za-z]*I/u.test(word);
    else if (word === "-") return { source: { file: "-" }, argv: ["-", ...rest], isolated };
    else if (word.startsWith("-")) throw new ShimFault(`Unknown option: ${word}\n${usage}`, 2);
    else return { source: { file: word }, argv: [word, ...rest], isolated };
  }
  return { source: { file: "-" }, argv: [""], isolated };
}

interface Program {
  readonly code: string;
  readonly file: string;
  readonly argv: readonly string[];
  readonly isolated: boolean;
}

/**
 * just-bash indents the code it is given, which breaks strings of several lines, puts lines of its
 * own before it, and adds an end to the last line of output: so it is given one line, which runs the
 * real program, and a mark by which to find the real end.
 */
async function run(program: Program, context: ShimContext, output: Output): Promise<void> {
  const mark = `\u0001gym-end-${crypto.randomUUID()}\u0001`;
  const environment = context.exportedEnv ?? {};
  const payload = encode(JSON.stringify({ ...program, mark, environment }));
  const starter = `import base64, json; exec(compile(base64.b64decode("${encode(prelude)}").decode(), "<start>", "exec"), {"payload": json.loads(base64.b64decode("${payload}"))})`;
  const ran = await context.origCommand?.(["-c", starter]);
  if (ran === undefined) return;
  const end = ran.stdout.indexOf(mark);
  output.relay({
    stdout:
      end < 0
        ? ran.stdout
        : ran.stdout.slice(0, end) + ran.stdout.slice(end + mark.length).replace(/\n$/u, ""),
    stderr: cleanTraceback(ran.stderr),
  });
  output.exitCode = ran.exitCode;
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** What the starter and just-bash themselves put into a traceback. */
function cleanTraceback(stderr: string): string {
  return stderr
    .replace(
      /^ {2}File "(?:<start>|[^"]*_jb_script\.py|-c)", line \d+, in [^\n]*\n(?: {4}[^\n]*\n)*/gmu,
      "",
    )
    .replace(/\n?$/u, (end) => (stderr === "" ? "" : end));
}

const prelude = `
import sys
def start(payload):
    import builtins, io, os, types
    sys.argv = payload["argv"]
    os.environ.clear()
    os.environ.update(payload["environment"])
    if payload["file"] == "<stdin>":
        sys.stdin = io.StringIO("")
    plain = io.open
    def opened(file, mode="r", *args, **named):
        made = isinstance(file, (str, os.PathLike)) and any(letter in mode for letter in "wax") and not os.path.exists(file)
        stream = plain(file, mode, *args, **named)
        if made:
            try:
                os.chmod(file, 0o644)
            except OSError:
                pass
        return stream
    plain = builtins.open
    io.open = builtins.open = opened
    main = types.ModuleType("__main__")
    main.__builtins__ = builtins
    main.__file__ = payload["file"]
    if payload["file"] in ("<string>", "<stdin>"):
        del main.__file__
    folder = payload["file"].rpartition("/")[0]
    if not payload["isolated"]:
        sys.path.insert(0, "" if payload["file"] in ("<string>", "<stdin>") else folder or ".")
    sys.modules["__main__"] = main
    if payload["file"] not in ("<string>", "<stdin>"):
        import linecache
        linecache.cache[payload["file"]] = (len(payload["code"]), None, payload["code"].splitlines(True), payload["file"])
    try:
        exec(compile(payload["code"], payload["file"], "exec", dont_inherit=True), main.__dict__)
    finally:
        try:
            sys.stdout.write(payload["mark"])
            sys.stdout.flush()
        except BaseException:
            pass
start(payload)
`;
