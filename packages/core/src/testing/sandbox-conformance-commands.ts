import { check, same } from "./check.ts";
import type { SandboxCase } from "./sandbox-conformance-case.ts";
import { describe, exited, rejects } from "./sandbox-conformance-case.ts";

/** How commands are run, fed and answered. */
export const commandCases: readonly SandboxCase[] = [
  {
    name: "a string is run by bash",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      const command = 'x=$((1 + 2)); [[ ab == a* ]] && echo "$x" | tr 3 4';
      exited(await place.exec(command), { stdout: "4\n", stderr: "" });
    },
  },
  {
    name: "a list is run as it is, without a shell",
    run: async ({ sandbox }) => {
      const place = await sandbox({ files: { f: { data: "" } } });
      const result = await place.exec(["printf", "%s|", "$HOME", "a  b", "*", "it's", "", "`id`"]);
      exited(result, { stdout: "$HOME|a  b|*|it's||`id`|" });
    },
  },
  {
    name: "exit codes come back as they are",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      for (const code of [0, 1, 3, 42, 255]) {
        exited(await place.exec(`exit ${String(code)}`), { code, stdout: "" });
      }
      exited(await place.exec("false | true"), { code: 0 });
      exited(await place.exec("no-such-program-here"), { code: 127, stdout: "" });
      exited(await place.exec(["no-such-program-here"]), { code: 127, stdout: "" });
    },
  },
  {
    name: "stdout and stderr are kept apart, to the last byte",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      const result = await place.exec("printf '  out \\r\\n\\n'; printf 'err\\t' >&2; printf end");
      exited(result, { stdout: "  out \r\n\nend", stderr: "err\t" });
    },
  },
  {
    name: "stdin is what was given, and empty otherwise",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      exited(await place.exec("cat", { stdin: "päper\n" }), { stdout: "päper\n" });
      const binary = new Uint8Array([104, 105, 0, 255, 10]);
      exited(await place.exec("wc -c | tr -d ' '", { stdin: binary }), { stdout: "5\n" });
      exited(await place.exec("cat"), { stdout: "" });
      exited(await place.exec("read line; echo $?"), { stdout: "1\n" });
      const large = "0123456789abcde\n".repeat(64 * 1024);
      exited(await place.exec("wc -c | tr -d ' '", { stdin: large }), { stdout: "1048576\n" });
      exited(await place.exec("echo unread", { stdin: large }), { stdout: "unread\n" });
    },
  },
  {
    name: "the environment is what was given, over PATH, HOME and LANG",
    run: async ({ sandbox }) => {
      const env = { GYM_ONE: "1", GYM_ODD: "a b\n'\"$x=ü", HOME: "/tmp" };
      const place = await sandbox({ env });
      const command = 'printf "%s|" "$GYM_ONE" "$GYM_ODD" "$GYM_TWO" "$HOME"';
      const odd = env.GYM_ODD;
      exited(await place.exec(command), { stdout: `1|${odd}||/tmp|` });
      const added = await place.exec(command, { env: { GYM_TWO: "2", GYM_ONE: "one" } });
      exited(added, { stdout: `one|${odd}|2|/tmp|` });
      exited(await place.exec(command), { stdout: `1|${odd}||/tmp|` });
      const own = await place.exec('[ -n "$PATH" ] && [ -n "$LANG" ] && command -v ls >/dev/null');
      exited(own);
    },
  },
  {
    name: "commands start in the workspace, or where they are told to",
    run: async ({ sandbox }) => {
      const place = await sandbox({ files: { "deep/down": { directory: true } } });
      const at = `${place.workdir}/deep/down`;
      exited(await place.exec("pwd"), { stdout: `${place.workdir}\n` });
      exited(await place.exec("pwd", { cwd: "deep/down" }), { stdout: `${at}\n` });
      exited(await place.exec(["pwd"], { cwd: at }), { stdout: `${at}\n` });
      exited(await place.exec("pwd", { cwd: "/tmp" }), { stdout: "/tmp\n" });
      const lost = await place.exec("echo ran", { cwd: "not/there" });
      exited(lost, { code: 1, stdout: "" });
      check(lost.stderr.includes("No such file"), `expected a word why, got ${describe(lost)}`);
    },
  },
  {
    name: "files last from command to command; directory, variables and jobs don't",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      exited(await place.exec("echo kept > f; echo also > /tmp/g; mkdir d; cd d; X=1; export X"));
      exited(await place.exec('cat f /tmp/g; pwd; echo "[$X]"'), {
        stdout: `kept\nalso\n${place.workdir}\n[]\n`,
      });
    },
  },
  {
    name: "text beyond ASCII goes in and comes out",
    run: async ({ sandbox }) => {
      const text = "naïve 中文 🙂";
      const place = await sandbox({ files: { "日本 語.txt": { data: `${text}\n` } } });
      exited(await place.exec("cat *.txt; ls"), { stdout: `${text}\n日本 語.txt\n` });
      exited(await place.exec(["printf", "%s", text]), { stdout: text });
    },
  },
  {
    name: "bytes that are no UTF-8 come out as U+FFFD",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      const broken = await place.exec("printf 'a\\xff\\xfeb\\xc3' >&2; printf 'c\\xe4d'");
      exited(broken, { stdout: "c\uFFFDd", stderr: "a\uFFFD\uFFFDb\uFFFD" });
    },
  },
  {
    name: "commands of one sandbox wait for each other",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      const job = (name: string): string => `echo ${name} >> log; sleep 0.1; echo ${name} >> log`;
      await Promise.all(["a", "b", "c"].map(async (name) => exited(await place.exec(job(name)))));
      exited(await place.exec("cat log"), { stdout: "a\na\nb\nb\nc\nc\n" });
    },
  },
  {
    name: "what no process can be started with is a failed command, not an error",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      const odd = await place.exec("echo a\0b");
      same(odd.status, "exited", "the status of a command with a NUL");
      const long = await place.exec(`: ${"x".repeat(300_000)}; echo done`);
      same(long.status, "exited", "the status of a very long command");
      const syntax = await place.exec("if then (");
      check(syntax.status === "exited" && syntax.exitCode !== 0, `got ${describe(syntax)}`);
      exited(await place.exec("echo fine"), { stdout: "fine\n" });
    },
  },
  {
    name: "arguments and an environment that are too large are a failed command, and paths are refused",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      const many = Array.from({ length: 40_000 }, () => "x".repeat(100));
      const large = "x".repeat(3_000_000);
      const variables = Object.fromEntries(many.map((text, index) => [`GYM_${index}`, text]));
      for (const [what, command, options] of [
        ["one long argument", ["true", large], {}],
        ["many arguments", ["true", ...many], {}],
        ["one long variable", ["true"], { env: { GYM_LARGE: large } }],
        ["many variables", "true", { env: variables }],
      ] as const) {
        const { status, exitCode } = await place.exec(command, options);
        // What runs no process of the system may well take them.
        check(
          status === "exited" && (exitCode === 0 || exitCode === 126),
          `${what}: expected the exit code 126 or 0, got ${status} ${String(exitCode)}`,
        );
      }
      const { read, write, list } = place.files;
      await rejects(place.exec("true", { cwd: large }), ["refused"], "a long directory");
      await rejects(read(large), ["refused"], "reading a long path");
      await rejects(write(large, ""), ["refused"], "writing a long path");
      await rejects(list(`${large}/..`.repeat(2)), ["refused"], "listing a long path");
      exited(await place.exec("echo fine"), { stdout: "fine\n" });
    },
  },
];
