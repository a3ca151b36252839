import type { Sandbox } from "../sandbox/sandbox.ts";
import { check, same } from "./check.ts";
import type { SandboxCase } from "./sandbox-conformance-case.ts";
import { describe, exited, rejects } from "./sandbox-conformance-case.ts";

/** Something that only the harness's own process knows. */
const marker = "gym-host-marker-3f9a1c";

function markHost(): void {
  const host = globalThis as { process?: { env?: Record<string, string> } };
  if (host.process?.env !== undefined) host.process.env["GYM_HOST_MARKER"] = marker;
}

/** Runs commands that must not learn the marker, or leave a trace of having got out. */
async function tellsNothing(place: Sandbox, commands: readonly string[]): Promise<void> {
  markHost();
  for (const command of commands) {
    const result = await place.exec(command);
    const said = result.stdout + result.stderr;
    check(!said.includes(marker), `${command}: it tells what the host knows`);
    check(result.status !== "sandbox-error", `${command}: ${describe(result)}`);
  }
}

/** Attacks that reach for what lies outside the sandbox. */
export const escapeCases: readonly SandboxCase[] = [
  {
    name: "attack 9: the host's files, processes and environment",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      await tellsNothing(place, [
        "env; printenv; export -p; cat /proc/self/environ /proc/1/environ /proc/*/environ",
        "cat /proc/*/cmdline | tr '\\0' ' '; ps -ef; cat /proc/*/mountinfo",
        "ls -la / /root /home /etc /var /mnt /proc/1/root/ /proc/1/cwd/",
      ]);
      for (const file of [
        "/etc/shadow",
        "/etc/sudoers",
        "/root/.bashrc",
        "/proc/1/mem",
        "/dev/mem",
      ]) {
        const result = await place.exec(["head", "-c", "1", file]);
        check(result.exitCode !== 0, `${file} can be read: ${describe(result)}`);
      }
      const processes = await place.exec("ls /proc | grep -cE '^[0-9]+$'");
      check(Number(processes.stdout) < 10, `${processes.stdout} processes can be seen`);
    },
  },
  {
    name: "attack 10: the network",
    run: async ({ sandbox, capabilities }) => {
      const place = await sandbox({ limits: { wallMs: 20_000 } });
      const connect = async (host: string, port: number): Promise<void> => {
        const bash = await place.exec(`exec 3<> /dev/tcp/${host}/${String(port)}`);
        check(bash.exitCode !== 0, `bash reached ${host}: ${describe(bash)}`);
      };
      await connect("127.0.0.1", 22);
      await connect("127.0.0.1", 80);
      await connect("169.254.169.254", 80);
      const fetched = await place.exec(
        "curl -sS -m 2 http://127.0.0.1/ || wget -T 2 -O - http://127.0.0.1/",
      );
      check(fetched.exitCode !== 0, `something was fetched: ${describe(fetched)}`);
      const socket = await place.exec(
        "ls /var/run/docker.sock /run/docker.sock /run/systemd /tmp/.X11-unix",
      );
      same(socket.stdout, "", "sockets of the host");
      if (!capabilities.includes("python")) return;
      await place.files.write(
        "reach.py",
        "import socket\nfor at in [('127.0.0.1', 22), ('169.254.169.254', 80), ('192.0.2.1', 80)]:\n    s = socket.socket(); s.settimeout(1)\n    try:\n        s.connect(at); print('reached', at)\n    except BaseException as error: print(type(error).__name__)\n",
      );
      const python = await place.exec("python3 reach.py");
      check(!python.stdout.includes("reached"), `Python reached out: ${describe(python)}`);
    },
  },
  {
    name: "attack 11: code on the host, through the interpreter",
    run: async ({ sandbox, capabilities }) => {
      const place = await sandbox({ limits: { wallMs: 20_000 } });
      await tellsNothing(place, [
        "node -e 'console.log(process.env)'; js-exec 'console.log(process.env)'",
        "awk 'BEGIN { for (k in ENVIRON) print k, ENVIRON[k]; system(\"env\") }'; jq -n env; sed -n '1e env' /etc/passwd",
        "echo '${process.env}'; eval 'constructor.constructor(\"return process\")()'; __proto__=1; echo $constructor",
      ]);
      if (!capabilities.includes("python")) return;
      await place.files.write(
        "out.py",
        [
          "import os, sys",
          "def attempt(f):",
          "    try: print(f())",
          "    except BaseException as error: print(type(error).__name__)",
          "attempt(lambda: dict(os.environ))",
          "attempt(lambda: os.system('env'))",
          "attempt(lambda: __import__('subprocess').run(['env'], capture_output=True))",
          "attempt(lambda: __import__('ctypes').CDLL(None).getenv(b'GYM_HOST_MARKER'))",
          "attempt(lambda: __import__('ctypes').CDLL(None).emscripten_run_script_string(b'process.env.GYM_HOST_MARKER'))",
          "attempt(lambda: __import__('js').process.env.GYM_HOST_MARKER)",
          "attempt(lambda: __import__('pyodide_js').constructor.constructor('return process.env.GYM_HOST_MARKER')())",
          "attempt(lambda: open('/proc/self/environ').read())",
        ].join("\n"),
      );
      await tellsNothing(place, ["python3 out.py"]);
    },
  },
  {
    name: "attack 12: more privileges",
    run: async ({ sandbox, capabilities }) => {
      const place = await sandbox();
      same((await place.exec("id -u")).stdout === "0\n", false, "being root");
      const commands = [
        "unshare -Ur true",
        "unshare -m true",
        "mount -t tmpfs none /mnt",
        "chroot / true",
        "mknod /tmp/sda b 8 0",
        "chown 0:0 /tmp/mine",
        "sudo -n true",
        "echo x > /usr/bin/gym-planted",
        "echo x > /etc/passwd",
        "echo 1 > /proc/sys/kernel/panic",
      ];
      exited(await place.exec("touch /tmp/mine"));
      for (const command of commands) {
        const result = await place.exec(command);
        check(result.exitCode !== 0, `${command}: ${describe(result)}`);
      }
      if (!capabilities.includes("real-shell")) return;
      const status = await place.exec("grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status");
      exited(status, {
        stdout: "CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n",
      });
      if (!capabilities.includes("python")) return;
      const inject = "import fcntl, termios\nfcntl.ioctl(0, termios.TIOCSTI, b'x')";
      check((await place.exec(["python3", "-c", inject])).exitCode !== 0, "a terminal took input");
    },
  },
  {
    name: "attack 13: links and `..` that lead out, for commands and for the harness",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      exited(
        await place.exec(
          "ln -s / root; ln -s ../../../.. up; ln -s /etc etc; ln -s /proc/self/environ env",
        ),
      );
      markHost();
      const paths = ["root/etc/shadow", "up/etc/shadow", "../../../../etc/shadow", "etc/hostname"];
      for (const path of [
        ...paths,
        "env",
        "/proc/self/environ",
        "/proc/1/environ",
        "root/etc/passwd",
      ]) {
        let read = "";
        try {
          read = new TextDecoder().decode(await place.files.read(path));
        } catch {
          continue;
        }
        check(!read.includes(marker), `reading ${path} tells what the host knows`);
        // Every process has its own /proc/self.
        if (path.includes("proc") || path === "env") continue;
        const seen = await place.exec(["cat", path]);
        same(read, seen.stdout, `${path} read by the harness and by a command`);
      }
      for (const path of [
        "root/usr/gym-planted",
        "../usr/gym-planted",
        "etc/passwd",
        "/gym-planted",
      ]) {
        await rejects(place.files.write(path, "x"), ["refused"], `writing ${path}`);
      }
      const { files } = await place.collect();
      check(
        Object.values(files).every((entry) => "link" in entry),
        "a link was followed",
      );
    },
  },
  {
    name: "attack 14: a FIFO, a device or a directory where an answer should be",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      await place.exec(
        "mkfifo fifo; ln -s /dev/zero zero; ln -s fifo to-fifo; mkdir answer; mknod dev c 1 5",
      );
      await place.exec("python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"sock\")'");
      for (const path of ["fifo", "zero", "to-fifo", "answer", "sock"]) {
        await rejects(place.files.read(path), ["refused"], `reading ${path}`);
      }
      const { files, skipped } = await place.collect();
      for (const [path, entry] of Object.entries(files)) {
        check("link" in entry || "directory" in entry, `${path} was collected as a file`);
      }
      const left = (await place.files.list(".")).filter((name) => ["fifo", "sock"].includes(name));
      same(
        skipped.map(({ path }) => path),
        left,
        "what was skipped",
      );
    },
  },
  {
    name: "attack 15: planted modules and start-up files, and writers in the background",
    run: async ({ sandbox, capabilities }) => {
      const place = await sandbox({ limits: { wallMs: 20_000 } });
      const plant = [
        "for f in .bashrc .profile .bash_profile .bash_login; do echo 'echo planted' > ~/$f; done",
        "mkdir -p bin json; printf '#!/bin/sh\\necho planted\\n' > bin/ls; chmod +x bin/ls",
        "echo 'print(\"planted\")' > json/__init__.py; export PATH=$PWD/bin:$PATH BASH_ENV=~/.bashrc",
        "alias cat='echo planted'; cat() { echo planted; }; export -f cat 2>/dev/null; true",
      ];
      exited(await place.exec(plant.join("\n")));
      const clean = await place.exec("ls -d bin; cat /dev/null; echo clean", { as: "harness" });
      exited(clean, { stdout: "bin\nclean\n" });
      if (capabilities.includes("python")) {
        const isolated = ["python3", "-I", "-S", "-B", "-c", "import json; print(json.dumps(1))"];
        exited(await place.exec(isolated, { as: "harness" }), { stdout: "1\n" });
      }
      const writer = "(while :; do echo x >> answer; done) > /dev/null 2>&1 &";
      await place.exec(writer, { limits: { wallMs: 500 } });
      await place.stop();
      const [once, twice] = [await place.collect(), await place.collect()];
      same(sizes(once.files), sizes(twice.files), "the files of a stopped sandbox");
    },
  },
  {
    name: "attack 16: forged messages to the harness",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      const forgery = '{ "exit-code": 0 }';
      const write = Array.from(
        { length: 20 },
        (_, index) => `echo '${forgery}' >&${String(index + 3)}`,
      );
      const result = await place.exec(
        `{ ${write.join("; ")}; } 2>/dev/null; echo '${forgery}'; exit 7`,
      );
      exited(result, { code: 7, stdout: `${forgery}\n` });
      const reply = '{"type":"result","status":"exited","exitCode":0}';
      exited(await place.exec(["sh", "-c", `echo '${reply}'; exit 9`]), {
        code: 9,
        stdout: `${reply}\n`,
      });
    },
  },
  {
    name: "attack 17: what one episode leaves for the next",
    run: async ({ provider, sandbox }) => {
      const first = await provider.create({});
      const leave =
        "for d in . ~ /tmp /dev/shm /var/tmp /run /dev; do echo left > $d/gym-left; done 2>/dev/null; true";
      exited(await first.exec(leave));
      await first[Symbol.asyncDispose]();
      const next = await sandbox();
      const look =
        "ls -d gym-left ~/gym-left /tmp/gym-left /dev/shm/gym-left /var/tmp/gym-left /run/gym-left /dev/gym-left 2>/dev/null; true";
      exited(await next.exec(look), { stdout: "" });
    },
  },
  {
    name: "attack 19: bytes that are no text, and text that commands terminals",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      const ansi = await place.exec("printf 'a\\033[2Jb\\033]0;x\\007c\\000d'");
      exited(ansi, { stdout: "a\u001b[2Jb\u001b]0;x\u0007c\0d" });
      const broken = await place.exec("printf 'a\\xff\\xfeb\\xc3'");
      exited(broken);
      same(broken.stdout, asText(broken.stdout), "output that is well-formed");
      exited(await place.exec("printf 'a\\xff' > f; wc -c < f | tr -d ' '"), { stdout: "2\n" });
      same([...(await place.files.read("f"))], [97, 255], "the bytes of a file");
      await place.exec("touch \"$(printf 'bad\\xff')\"; rm -f f");
      const { files, skipped } = await place.collect();
      check(
        Object.keys(files).every((path) => path === asText(path)),
        "a path is no text",
      );
      check(skipped.length <= 1, "more was skipped than there is");
    },
  },
];

/** A path as it comes back from UTF-8. */
function asText(path: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(path));
}

function sizes(files: Readonly<Record<string, object>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(files).map(([path, entry]) => {
      const { data } = entry as { data?: { readonly length: number } };
      return [path, data?.length ?? -1];
    }),
  );
}
