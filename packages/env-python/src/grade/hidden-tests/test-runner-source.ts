/**
 * Runs hidden tests in an interpreter that no code of the agent ever enters. What a test asks of the
 * solution leaves as a request, the value of the cell `_next()`, and comes back as plain data in the
 * next cell, `_next(answer)`. So a solution can't touch the tests, and no object of its own with an
 * `__eq__` of its own is ever compared: only numbers, texts, lists and the like arrive.
 */
export const testRunnerSource: string = String.raw`
import ast as _ast, json as _json, queue as _queue, sys as _sys, threading as _threading, traceback as _traceback

class SolutionError(Exception):
    """The solution raised an exception, took too long or gave no plain data; its name is in kind."""
    def __init__(self, kind, message):
        super().__init__("%s: %s" % (kind, message) if message else kind)
        self.kind = kind

_requests, _answers = _queue.Queue(), _queue.Queue()

class _Pending(BaseException):
    """Where there are no threads, tests run again from their start with every answer that came."""
    def __init__(self, request):
        super().__init__()
        self.request = request

class _Replay:
    def __init__(self, source):
        self.source, self.answers = source, []
    def advance(self):
        self.position = 0
        if "random" in _sys.modules:
            _sys.modules["random"].seed(0)
        try:
            return _run(self.source)
        except _Pending as pending:
            return pending.request
    def ask(self, request):
        if self.position == len(self.answers):
            raise _Pending(request())
        self.position += 1
        return self.answers[self.position - 1]

_replay = None

class _Text(str):
    __repr__ = str.__str__

class _Named(_ast.NodeTransformer):
    values = {"inf": float("inf"), "nan": float("nan")}
    def visit_Name(self, node):
        if node.id in self.values:
            return _ast.copy_location(_ast.Constant(self.values[node.id]), node)
        return node

def _plain(text):
    return _ast.literal_eval(_Named().visit(_ast.parse(text, mode="eval").body))

def _ask(request):
    if _replay is not None:
        answer = _replay.ask(request)
    else:
        _requests.put(request())
        answer = _answers.get()
    if "error" in answer:
        raise SolutionError(answer["error"], answer.get("message", ""))
    return answer

class _Solution:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        def call(*positional, **named):
            def request():
                parts = [repr(one) for one in positional]
                parts += ["%s=%r" % pair for pair in named.items()]
                for one in list(positional) + list(named.values()):
                    _plain(repr(one))
                return {"ask": "call", "expression": "%s(%s)" % (name, ", ".join(parts))}
            answer = _ask(request)
            if "plain" in answer:
                return answer["plain"]
            try:
                value = _plain(answer["value"])
                if isinstance(value, (int, float, str, type(None))):
                    answer["plain"] = value
                return value
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                raise SolutionError("ValueError", "%s returned something that is no plain data" % name) from None
        call.__name__ = name
        return call

solution = _Solution()

def run_program(stdin=""):
    """Runs the solution as a program; returns what it prints."""
    return _ask(lambda: {"ask": "program", "stdin": str(stdin)})["stdout"]

def _last_line(error):
    frames = [one for one in _traceback.extract_tb(error.__traceback__) if one.filename == "<tests>"]
    where = "line %d: " % frames[-1].lineno if frames else ""
    text = str(error)
    if not text and isinstance(error, AssertionError) and frames:
        text = _lines[frames[-1].lineno - 1].strip()
    return (where + type(error).__name__ + (": " + text if text else ""))[:500]

_compiled = {}

def _run(source):
    global _lines
    _lines = source.split("\n")
    scope = {"__name__": "tests", "solution": solution, "run_program": run_program, "SolutionError": SolutionError}
    try:
        code = _compiled.get(source) or compile(source, "<tests>", "exec")
        _compiled[source] = code
    except SyntaxError as error:
        return {"ask": "broken", "message": "line %s: %s" % (error.lineno, error.msg)}
    results = []
    def attempt(name, job):
        try:
            job()
            results.append({"name": name, "passed": True})
        except (_Pending, KeyboardInterrupt):
            raise
        except BaseException as error:
            results.append({"name": name, "passed": False, "message": _last_line(error)})
    attempt("module", lambda: exec(code, scope))
    tests = [(name, one) for name, one in scope.items() if name.startswith("test") and callable(one)]
    if tests and results[0]["passed"]:
        results.clear()
        for name, one in tests:
            attempt(name, one)
    return {"ask": "done", "results": results}

def _work(source):
    try:
        outcome = _run(source)
    except BaseException as error:
        outcome = {"ask": "broken", "message": _last_line(error)}
    _requests.put(outcome)

def _start(source):
    global _replay
    try:
        _threading.Thread(target=_work, args=(source,), daemon=True).start()
    except RuntimeError:
        _replay = _Replay(source)
    return _next()

def _next(answer=None):
    if _replay is not None:
        if answer is not None:
            _replay.answers.append(_json.loads(answer))
        return _Text(_json.dumps(_replay.advance()))
    if answer is not None:
        _answers.put(_json.loads(answer))
    return _Text(_json.dumps(_requests.get()))
`;
