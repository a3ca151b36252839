/**
 * Python that runs cells of one notebook in its own process: `Cells(shield).run(code)` gives the exit
 * code, the value's `repr` or `None`, and whether the cell was interrupted. `shield(True)` keeps
 * interrupts off, `shield(False)` lets them through. For CPython 3.8 and later, also Pyodide's.
 */
export const cellSource: string = String.raw`
import builtins as _builtins, linecache as _linecache, sys as _sys, traceback as _traceback


class Cells:
    longest_value = 1000000

    def __init__(self, shield):
        import types, warnings
        warnings.filterwarnings("ignore", message=".*non-interactive.*")
        self.shield = shield
        self.count = self.figures = 0
        main = types.ModuleType("__main__")
        main.__dict__["__builtins__"] = _builtins
        _sys.modules["__main__"] = main
        self.scope = main.__dict__
        _sys.path.insert(0, "")
        _sys.argv = [""]
        _sys.meta_path.insert(0, Seeder())
        if "random" in _sys.modules:
            _sys.modules["random"].seed(0)

    def run(self, source):
        self.count += 1
        name = "<cell %d>" % self.count
        lines = [line + "\n" for line in source.split("\n")]
        _linecache.cache[name] = (len(source), None, lines, name)
        code, value, interrupted = 0, None, False
        try:
            try:
                self.shield(False)
                value = self.evaluate(source, name)
                self.figures = save_figures(self.figures)
            finally:
                self.shield(True)
        except SystemExit as exit:
            value = None
            code = exit.code if isinstance(exit.code, int) else 0 if exit.code is None else 1
            if exit.code is not None and not isinstance(exit.code, int):
                print(exit.code, file=_sys.stderr)
        except BaseException as error:
            self.shield(True)
            code, value = 1, None
            interrupted = isinstance(error, KeyboardInterrupt)
            report(error)
        flush()
        return code, value, interrupted

    def evaluate(self, source, name):
        import ast
        tree = compile(source, name, "exec", ast.PyCF_ONLY_AST)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)
        exec(compile(tree, name, "exec"), self.scope)
        if last is None:
            return None
        outcome = eval(compile(last, name, "eval"), self.scope)
        if outcome is None:
            return None
        _builtins._ = outcome
        return repr(outcome)[:self.longest_value]


def flush():
    for stream in (_sys.stdout, _sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


def report(error):
    """Prints a traceback without the frames of this program."""
    try:
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_globals is globals():
            trace = trace.tb_next
        text = "".join(_traceback.format_exception(type(error), error, trace))
        print(text, end="", file=_sys.stderr)
    except BaseException as other:
        try:
            print(type(error).__name__, "(and printing it raised %s)" % type(other).__name__, file=_sys.stderr)
        except BaseException:
            pass


class Seeder:
    """Seeds random numbers once their module is there, so that equal runs draw equal ones."""

    modules = ("random", "numpy.random")

    def find_spec(self, name, path=None, target=None):
        if name not in self.modules:
            return None
        from importlib.machinery import PathFinder
        spec = PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module
            def load_and_seed(module):
                load(module)
                module.seed(0)
            spec.loader.exec_module = load_and_seed
        return spec


def save_figures(count):
    """Saves and closes all figures that matplotlib still shows."""
    pyplot = _sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not hasattr(pyplot, "get_fignums"):
        return count
    for number in pyplot.get_fignums():
        count += 1
        path = "figure-%d.png" % count
        pyplot.figure(number).savefig(path)
        print("[figure saved as %s]" % path)
    pyplot.close("all")
    return count
`;
