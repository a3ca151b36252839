import { cellSource } from "../../python-driver/cell-source.ts";

/** Modules that most programs import: with them in the heap, imports cost nothing. */
export const preloaded =
  "ast, bisect, collections, copy, csv, datetime, decimal, fractions, functools, heapq, io, itertools, json, linecache, math, operator, os, re, statistics, string, textwrap, time, traceback, types, typing, warnings";

/**
 * Python's side of a child: `run_cell(code)` and `run_program(settings, stdin)` give JSON. `shield` is
 * JavaScript's: interrupts come only while it is off.
 */
export const childSource: string = String.raw`
import json as _json, os as _os
${cellSource}

def _text_stream(descriptor):
    return open(descriptor, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)

_sys.stdout = _sys.__stdout__ = _text_stream(1)
_sys.stderr = _sys.__stderr__ = _text_stream(2)
_cells = _shield = None

def start(environment, shield):
    global _cells, _shield
    _shield = shield
    _os.environ.clear()
    _os.environ.update(_json.loads(environment))
    _os.chdir("/work")
    _cells = Cells(shield)

def run_cell(code):
    status, value, _ = _cells.run(code)
    return _json.dumps({"code": status, "value": value})

def run_program(settings, stdin):
    import io, types
    settings = _json.loads(settings)
    _os.chdir(settings["cwd"])
    _sys.argv = settings["argv"]
    _sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.to_py().tobytes() if hasattr(stdin, "to_py") else stdin), encoding="utf-8")
    name, code = settings["name"], settings["code"]
    main = types.ModuleType("__main__")
    main.__dict__.update(__builtins__=_builtins, __file__=name)
    _sys.modules["__main__"] = main
    if not name.startswith("<"):
        _linecache.cache[name] = (len(code), None, code.splitlines(True), name)
    status = 0
    try:
        try:
            _shield(False)
            exec(compile(code, name, "exec"), main.__dict__)
        finally:
            _shield(True)
    except SystemExit as exit:
        status = exit.code if isinstance(exit.code, int) else 0 if exit.code is None else 1
        if exit.code is not None and not isinstance(exit.code, int):
            print(exit.code, file=_sys.stderr)
    except BaseException as error:
        _shield(True)
        status = 1
        report(error)
    flush()
    return _json.dumps({"code": status & 255, "value": None})
`;
