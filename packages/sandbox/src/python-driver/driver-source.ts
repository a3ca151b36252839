import { cellSource } from "./cell-source.ts";

/**
 * The program that keeps Python's variables between cells, for CPython 3.8 and later.
 *
 * It is two processes. The first speaks with the harness over its stdin and stdout, and never runs a
 * line of the agent's; the second, its fork, runs the cells, with pipes for all that it prints. So
 * nothing that a cell does can pass for a word of the first: it has neither its descriptors nor the
 * one-time ids that replies carry. A cell that won't be interrupted costs only the second process.
 *
 * Frames are four bytes of length, big-endian, and JSON. From the harness: `{op: "run", id, code,
 * outputBytes}`, then perhaps `{op: "interrupt" | "kill", id}`. To it: `{id, stdout, stderr, full}`
 * with `code` and perhaps `value` when the cell came to its end, or `signal` or `exit` when the
 * second process did; `full` when more was printed than may be.
 */
export const driverSource: string = String.raw`
import sys
# What lies in the workspace must not be taken for a module of the library.
sys.path[:] = [path for path in sys.path if path]
import json, os, select, signal, struct

def read_exactly(descriptor, size):
    data = b""
    while len(data) < size:
        chunk = os.read(descriptor, size - len(data))
        if not chunk:
            return None
        data += chunk
    return data

def read_frame(descriptor):
    head = read_exactly(descriptor, 4)
    body = head and read_exactly(descriptor, struct.unpack(">I", head)[0])
    return None if body is None else json.loads(body)

def write_frame(descriptor, message):
    body = json.dumps(message).encode()
    data = struct.pack(">I", len(body)) + body
    while data:
        data = data[os.write(descriptor, data):]


class Worker:
    """The process that runs cells, as the other one sees it."""

    def __init__(self, private):
        cells, self.cells = os.pipe()
        self.results, results = os.pipe()
        self.stdout, stdout = os.pipe()
        self.stderr, stderr = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.setpgid(0, 0)
            os.dup2(stdout, 1)
            os.dup2(stderr, 2)
            for one in (self.cells, self.results, self.stdout, self.stderr, stdout, stderr):
                os.close(one)
            for one in private:
                os.close(one)
            run_cells(cells, results)
            os._exit(0)
        for one in (cells, results, stdout, stderr):
            os.close(one)
        for one in (self.stdout, self.stderr):
            os.set_blocking(one, False)

    def signal(self, number):
        # With all that it started, unless that has left its group: as a terminal would.
        for send in (os.killpg, os.kill):
            try:
                return send(self.pid, number)
            except OSError:
                pass

    def end_others(self):
        '''Ends what an interrupted cell left running in its group.'''
        for _ in range(50):
            others = [pid for pid in processes_of_group(self.pid) if pid != self.pid]
            for pid in others:
                try:
                    os.kill(pid, signal.SIGKILL)
                except OSError:
                    pass
            if not others:
                break

    def close(self):
        self.signal(signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        for one in (self.cells, self.results, self.stdout, self.stderr):
            os.close(one)
        return status


def processes_of_group(group):
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, "rb") as file:
                    # Behind the name, which may hold anything: state, parent, group.
                    state, _, found = file.read().rpartition(b")")[2].split()[:3]
            except OSError:
                continue
            if int(found) == group and state != b"Z":
                yield int(name)


class Output:
    """What a cell printed to one stream, up to a cap."""

    def __init__(self, descriptor, cap):
        self.descriptor, self.cap, self.data, self.full = descriptor, cap, bytearray(), False

    def drain(self, patience=64):
        """Reads what is there; False at the end of the stream."""
        for _ in range(patience):
            try:
                chunk = os.read(self.descriptor, 65536)
            except BlockingIOError:
                return True
            if not chunk:
                return False
            room = self.cap - len(self.data)
            self.full = self.full or len(chunk) > room
            self.data += chunk[:room]
        return True

    def text(self):
        return self.data.decode("utf-8", "ignore" if self.full else "replace")


def supervise():
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    # Whoever interrupts the whole group means the cell.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    private = (requests, replies, nothing)
    worker = Worker(private)
    write_frame(replies, {"ready": "%d.%d.%d" % sys.version_info[:3]})
    hide_from_cells()
    while True:
        request = read_frame(requests)
        if request is None:
            break
        if request["op"] != "run":
            continue
        reply, alive = run(worker, requests, request)
        if not alive:
            status = worker.close()
            name = "signal" if os.WIFSIGNALED(status) else "exit"
            reply[name] = os.WTERMSIG(status) if name == "signal" else os.WEXITSTATUS(status)
            worker = Worker(private)
        write_frame(replies, reply)
    worker.close()


def run(worker, requests, request):
    outputs = [Output(worker.stdout, request["outputBytes"]), Output(worker.stderr, request["outputBytes"])]
    result = None
    try:
        # What stands there already is no answer: a cell wrote where it must not.
        if select.select([worker.results], [], [], 0)[0]:
            raise ValueError
        write_frame(worker.cells, {"code": request["code"]})
        open_outputs = list(outputs)
        interrupted = False
        while True:
            watched = [requests, worker.results] + [one.descriptor for one in open_outputs]
            ready, _, _ = select.select(watched, [], [])
            for one in list(open_outputs):
                if one.descriptor in ready and not one.drain():
                    open_outputs.remove(one)
            if not interrupted and any(one.full for one in outputs):
                # It is asked to stop; if it goes on, the harness has the last word.
                interrupted = True
                worker.signal(signal.SIGINT)
            if requests in ready:
                message = read_frame(requests)
                if message is None or (message["op"] == "kill" and message["id"] == request["id"]):
                    worker.signal(signal.SIGKILL)
                elif message["op"] == "interrupt" and message["id"] == request["id"]:
                    interrupted = True
                    worker.signal(signal.SIGINT)
            if worker.results in ready:
                result = read_frame(worker.results)
                break
        if interrupted:
            worker.end_others()
    except (BrokenPipeError, ValueError, OSError, struct.error):
        result = None
    for one in outputs:
        one.drain()
    reply = {"id": request["id"], "stdout": outputs[0].text(), "stderr": outputs[1].text()}
    reply["full"] = any(one.full for one in outputs)
    alive = isinstance(result, dict) and isinstance(result.get("code"), int)
    if alive:
        reply["code"] = result["code"]
        if isinstance(result.get("value"), str):
            reply["value"] = result["value"]
    return reply, alive


def hide_from_cells():
    """Keeps processes of the same user from reading or tracing this one."""
    try:
        import ctypes
        ctypes.CDLL(None, use_errno=True).prctl(4, 0, 0, 0, 0)
    except Exception:
        pass


def run_cells(descriptor, results):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        if "ctypes" in sys.modules:
            sys.modules["ctypes"].CDLL(None).prctl(4, 1, 0, 0, 0)
    except Exception:
        pass
    def text_stream(descriptor):
        return open(descriptor, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.stdout = sys.__stdout__ = text_stream(1)
    sys.stderr = sys.__stderr__ = text_stream(2)
    def shield(on):
        signal.signal(signal.SIGINT, signal.SIG_IGN if on else signal.default_int_handler)
    cells = Cells(shield)
    own = os.getpid()
    interrupted = False
    while True:
        request = read_frame(descriptor)
        if request is None:
            return
        if interrupted:
            reap()
        code, value, interrupted = cells.run(request["code"])
        if os.getpid() != own:
            # A child that the cell forked came to the cell's end.
            os._exit(code & 255)
        write_frame(results, {"code": code, "value": value})


def reap():
    """Takes leave of children that died with an interrupted cell."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except OSError:
        pass

${cellSource}
supervise()
`;
