import { randomUUID } from "node:crypto";

import type { Command, ExecResult, ResolvedCommandContext } from "just-bash";

interface Program {
  /** What `compile` calls it, and tracebacks. */
  readonly file: string;
  readonly source: string;
  readonly argv: readonly string[];
  /** The program itself came by stdin, so there is nothing left to read there. */
  readonly fromStdin: boolean;
}

interface Module {
  readonly module: string;
  readonly argv: readonly string[];
}

const version = "Python 3.13.2\n";
const flags = new Set("bBdEhiIOPqRsSuvVx");

/**
 * CPython's command line over just-bash's `python3`. That one indents its program, which changes
 * texts of several lines, shows its own lines in tracebacks and ends every output with a line end;
 * it also takes none of the flags. Programs go to it encoded, and what it adds is taken off again.
 *
 * @param name `python3` or `python`.
 */
export function python(name: string): Command {
  return {
    name,
    execute: async (args, context) => {
      try {
        const program = await readProgram(name, args, context);
        return "stdout" in program ? program : await run(program, context);
      } catch (error) {
        if (!(error instanceof CommandLineFault)) throw error;
        return { stdout: "", stderr: `${error.message}\n`, exitCode: 2 };
      }
    },
  };
}

class CommandLineFault extends Error {}

async function readProgram(
  name: string,
  args: readonly string[],
  context: ResolvedCommandContext,
): Promise<Program | Module | ExecResult> {
  const rest = [...args];
  for (;;) {
    const argument = rest.shift();
    if (argument === undefined || argument === "-") {
      return { file: "<stdin>", source: stdinText(context), argv: ["-", ...rest], fromStdin: true };
    }
    if (argument === "--version") return { stdout: version, stderr: "", exitCode: 0 };
    if (!argument.startsWith("-")) return await readScript(name, argument, rest, context);
    for (const [index, letter] of [...argument.slice(1)].entries()) {
      const attached = argument.slice(index + 2);
      if (letter === "V") return { stdout: version, stderr: "", exitCode: 0 };
      if (flags.has(letter)) continue;
      if (!"cmWX".includes(letter)) throw new CommandLineFault(`unknown option ${argument}`);
      const value = attached === "" ? rest.shift() : attached;
      if (value === undefined) {
        throw new CommandLineFault(`Argument expected for the -${letter} option`);
      }
      if (letter === "c") {
        return { file: "<string>", source: value, argv: ["-c", ...rest], fromStdin: false };
      }
      if (letter === "m") return { module: value, argv: rest };
      break;
    }
  }
}

async function readScript(
  name: string,
  script: string,
  args: readonly string[],
  { fs, cwd }: ResolvedCommandContext,
): Promise<Program> {
  const path = fs.resolvePath(cwd, script);
  const stat = await fs.stat(path).catch(() => undefined);
  if (stat?.isFile !== true) {
    const problem =
      stat === undefined ? "[Errno 2] No such file or directory" : "can't find '__main__' module";
    throw new CommandLineFault(`${name}: can't open file '${path}': ${problem}`);
  }
  const source = new TextDecoder().decode(await fs.readFileBuffer(path));
  return { file: path, source, argv: [script, ...args], fromStdin: false };
}

function stdinText(context: ResolvedCommandContext): string {
  return Buffer.from(context.stdin as unknown as string, "latin1").toString("utf8");
}

async function run(
  program: Program | Module,
  context: ResolvedCommandContext,
): Promise<ExecResult> {
  const { origCommand } = context;
  if (origCommand === undefined) throw new CommandLineFault("python3: there is no interpreter");
  const end = randomUUID();
  const result = await origCommand(["-c", bootstrap(program, end)]);
  return {
    ...result,
    stdout: withoutEnd(result.stdout, end),
    stderr: withoutEnd(result.stderr, end),
  };
}

/** What was written up to the word that marks the end; all of it when the program was killed. */
function withoutEnd(text: string, end: string): string {
  const at = text.lastIndexOf(end);
  return at === -1 ? text : text.slice(0, at) + text.slice(at + end.length).replace(/^\n/, "");
}

// Without texts of several lines: its indentation is changed on the way.
function bootstrap(program: Program | Module, end: string): string {
  const task = Buffer.from(JSON.stringify(program)).toString("base64");
  return `
import sys, json, base64
def __agent_gym_run(task):
    import io, linecache, os, traceback, types
    sys.argv = list(task["argv"])
    code = 0
    try:
        if "module" in task:
            import runpy
            sys.argv.insert(0, task["module"])
            sys.path.insert(0, "")
            runpy.run_module(task["module"], run_name="__main__", alter_sys=True)
        else:
            file, source = task["file"], task["source"]
            if task["fromStdin"]:
                sys.stdin = io.StringIO("")
            module = types.ModuleType("__main__")
            module.__builtins__ = __builtins__
            if not file.startswith("<"):
                module.__file__ = file
                sys.path.insert(0, "/host" + os.path.dirname(file))
            else:
                sys.path.insert(0, "")
            sys.modules["__main__"] = module
            linecache.cache[file] = (len(source), None, source.splitlines(True), file)
            exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)
    except SystemExit as leave:
        code = leave.code
        if code is None:
            code = 0
        elif not isinstance(code, int):
            print(code, file=sys.stderr)
            code = 1
    except BaseException as error:
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename == "/tmp/_jb_script.py":
            trace = trace.tb_next
        for name in ("runpy.py", "<frozen runpy>"):
            while trace is not None and trace.tb_frame.f_code.co_filename.endswith(name):
                trace = trace.tb_next
        error.__traceback__ = trace
        error.__context__ = None if error.__suppress_context__ else error.__context__
        traceback.print_exception(error)
        code = 1
    return code
__agent_gym_code = __agent_gym_run(json.loads(base64.b64decode("${task}")))
for __agent_gym_stream in (sys.__stdout__, sys.__stderr__):
    try:
        sys.stdout.flush()
        __agent_gym_stream.write("${end}")
        __agent_gym_stream.flush()
    except Exception:
        pass
sys.exit(__agent_gym_code & 255)
`;
}
