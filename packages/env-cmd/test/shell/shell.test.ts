import type { Sandbox } from "@agent-gym/core";
import { expect, test } from "vitest";

import { Shell } from "../../src/shell/shell.ts";
import { describeOnBackends } from "../backends.ts";

const { signal } = new AbortController();
const wallMs = 20_000;

describeOnBackends("a shell", ({ provider, probe }) => {
  const isReal = probe.ok && probe.capabilities.includes("real-shell");
  const withShell = async (
    work: (
      run: (command: string) => Promise<string>,
      shell: Shell,
      sandbox: Sandbox,
    ) => Promise<void>,
  ): Promise<void> => {
    await using sandbox = await provider.create({ files: { "sub/dir/a.txt": { data: "a\n" } } });
    const shell = new Shell(sandbox);
    await work(
      async (command) => {
        const { stdout, stderr, exitCode } = await shell.run(command, { wallMs, signal });
        return `${stdout}|${stderr}|${exitCode}`;
      },
      shell,
      sandbox,
    );
  };

  test("keeps the current directory from one command to the next", async () => {
    await withShell(async (run, shell, { workdir }) => {
      expect(await run("cd sub/dir")).toBe("||0");
      expect(await run("pwd; cat a.txt; cd -")).toBe(`${workdir}/sub/dir\na\n${workdir}\n||0`);
      expect(shell.directory).toBe(workdir);
      expect(shell.resolve("x/../y")).toBe(`${workdir}/y`);
    });
  });

  test("keeps exported variables, whatever they hold, and no others", async () => {
    await withShell(async (run) => {
      await run(
        `export A="it's \\"quoted\\"" B=$'two\\nlines\\t\\\\' C='$HOME \`x\` 中文'; D=lost`,
      );
      expect(await run(`printf '%s|' "$A" "$B" "$C" "$D"`)).toBe(
        `it's "quoted"|two\nlines\t\\|$HOME \`x\` 中文||||0`,
      );
      await run("unset A; export B=new");
      expect(await run(`printf '%s|' "$A" "$B"`)).toBe("|new|||0");
    });
  });

  test.each([
    ["exit", "exit 3"],
    ["set -e", "set -e; false; true"],
    // In a virtual shell `exec` with a command comes back.
    ...(isReal ? [["exec", "exec echo replaced"]] : []),
  ])("a command that ends its shell with %s leaves the state as it was", async (_, ending) => {
    await withShell(async (run, _shell, { workdir }) => {
      await run("cd sub; export A=1");
      await run(`cd dir; export A=2; ${ending}`);
      expect(await run('pwd; echo "$A"')).toBe(`${workdir}/sub\n1\n||0`);
    });
  });

  test("exit codes and output pass through", async () => {
    await withShell(async (run) => {
      expect(await run("echo out; echo err >&2; exit 3")).toBe("out\n|err\n|3");
      expect(await run("printf 'no newline' >&2; false")).toBe("|no newline|1");
      expect(await run("cat <<'END'\n'quotes' \"and\" $HOME\nEND")).toBe(
        `'quotes' "and" $HOME\n||0`,
      );
    });
  });

  test("a syntax error is told, and changes nothing", async () => {
    await withShell(async (run) => {
      await run("export A=1");
      expect(await run("if then")).toMatch(/syntax error.*\|[12]$/s);
      expect(await run("echo 'open")).toMatch(/unexpected EOF.*\|[12]$/s);
      expect(await run("echo $A")).toBe("1\n||0");
    });
  });

  test("neither redirections nor tracing bring the state into view", async () => {
    await withShell(async (run) => {
      expect(await run("exec 2> errors.txt; echo hidden >&2")).toBe("||0");
      expect(await run("cat errors.txt")).toBe("hidden\n||0");
      expect(await run("set -x; cd sub")).not.toContain("agent_gym");
    });
  });

  test("a directory that is gone is told, and the workspace takes its place", async () => {
    await withShell(async (run, _shell, { workdir }) => {
      await run("mkdir gone && cd gone && rmdir ../gone");
      expect(await run("pwd")).toBe(
        `${workdir}\n|The current directory is gone; back in the workspace.\n|0`,
      );
      expect(await run("pwd")).toBe(`${workdir}\n||0`);
    });
  });

  test("a command that takes too long keeps the state as it was", async () => {
    await withShell(async (run, shell, { workdir }) => {
      const result = await shell.run("cd sub; while :; do :; done", { wallMs: 500, signal });
      expect(result.status).toBe("timeout");
      expect(await run("pwd")).toBe(`${workdir}\n||0`);
    });
  });

  test("variables too large to carry over are told and dropped", async () => {
    await withShell(async (run) => {
      await run("export A=1");
      const said = await run(`export BIG="$(printf '%040000d' 0)"`);
      expect(said).toContain("too large to be kept");
      expect(await run('echo "$A${#BIG}"')).toBe("10\n||0");
    });
  });
});

test("a command that no shell can read is refused in words", async () => {
  const shell = new Shell({ workdir: "/work" } as Sandbox);
  expect(shell.problem("echo hello")).toBeUndefined();
  expect(shell.problem("echo \0")).toContain("NUL");
  expect(shell.problem("x".repeat(70_000))).toContain("write_file");
});
