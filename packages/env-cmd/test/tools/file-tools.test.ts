import { callAction, type JsonObject, type Script, textAction } from "@agent-gym/core";
import { expect, test } from "vitest";

import { describeOnBackends } from "../backends.ts";
import { play, taskOf } from "../episodes.ts";

describeOnBackends("file tools", ({ provider }) => {
  const answersTo = async (
    ...calls: readonly [string, JsonObject][]
  ): Promise<readonly string[]> => {
    const task = await taskOf({
      query: "Look around",
      files: {
        "a.txt": "first\nlast\n",
        "empty.txt": "",
        "run.sh": { content: "echo hi\n", mode: "0755" },
        "dir/in.txt": "inner",
        "link.txt": { link: "a.txt" },
        "bytes.bin": { base64: "AP+A" },
      },
      checks: [{ kind: "path-exists", path: "a.txt" }],
    });
    const script: Script = function* () {
      yield callAction(...calls.map(([name, args]) => ({ name, arguments: args })));
      yield textAction("done");
    };
    return (await play(task, script, provider, { outputCharacters: 200 })).answers;
  };

  test("a file is read as it is; bytes and length can't do harm", async () => {
    const answers = await answersTo(
      ["read_file", { file_path: "a.txt" }],
      ["read_file", { file_path: "link.txt" }],
      ["read_file", { file_path: "empty.txt" }],
      ["read_file", { file_path: "bytes.bin" }],
      ["execute_shell", { command: "seq 1 200 > long.txt" }],
      ["read_file", { file_path: "long.txt" }],
    );
    expect(answers.slice(0, 3)).toEqual(["first\nlast\n", "first\nlast\n", "(the file is empty)"]);
    expect(answers[3]).toMatch(/^\u2400.{2}$/);
    expect(answers[5]).toMatch(
      /^1\n2\n.*\n\[\.\.\. \d+ characters \(\d+ lines\) left out \.\.\.\]\n.*\n200\n$/s,
    );
  });

  test("files are written whole, and their directories made", async () => {
    const content = 'it\'s "quoted" $HOME `x`\n中文\\n\n';
    expect(
      await answersTo(
        ["write_file", { file_path: "new/deep/file name.txt", content }],
        ["read_file", { file_path: "new/deep/file name.txt" }],
        ["write_file", { file_path: "run.sh", content: "echo changed\n" }],
        ["execute_shell", { command: "bash run.sh" }],
        ["write_file", { file_path: "none.txt", content: "" }],
        ["read_file", { file_path: "none.txt" }],
      ),
    ).toEqual([
      "Wrote new/deep/file name.txt (bytes: 33)",
      content,
      "Wrote run.sh (bytes: 13)",
      "changed",
      "Wrote none.txt (bytes: 0)",
      "(the file is empty)",
    ]);
  });

  test("directories are listed, made, and told from files", async () => {
    expect(
      await answersTo(
        ["list_directory", {}],
        ["create_directory", { dir_path: "x/y" }],
        ["list_directory", { dir_path: "x" }],
        ["list_directory", { dir_path: "x/y" }],
        ["list_directory", { dir_path: "nowhere" }],
      ),
    ).toEqual([
      "a.txt\nbytes.bin\ndir/\nempty.txt\nlink.txt\nrun.sh",
      "Created x/y",
      "y/",
      "(the directory is empty)",
      "There is no directory nowhere that can be listed",
    ]);
  });

  test("files are moved, copied and deleted", async () => {
    const answers = await answersTo(
      ["move_file", { source_path: "a.txt", dest_path: "dir" }],
      ["copy_file", { source_path: "dir", dest_path: "copy" }],
      ["copy_file", { source_path: "run.sh", dest_path: "copy/run2.sh" }],
      ["delete_file", { file_path: "dir/in.txt" }],
      ["delete_file", { file_path: "dir" }],
      ["execute_shell", { command: "find dir copy -type f | sort; stat -c %a copy/run2.sh" }],
    );
    expect(answers[0]).toBe("Moved a.txt to dir");
    expect(answers[3]).toBe("Deleted dir/in.txt");
    expect(answers[4]).toMatch(/[Ii]s a directory/);
    expect(answers[5]).toBe("copy/a.txt\ncopy/in.txt\ncopy/run2.sh\ndir/a.txt\n755");
  });

  test("paths start at the shell's current directory", async () => {
    expect(
      await answersTo(
        ["execute_shell", { command: "cd dir" }],
        ["read_file", { file_path: "in.txt" }],
        ["read_file", { file_path: "../a.txt" }],
        ["write_file", { file_path: "out.txt", content: "x" }],
        ["list_directory", { dir_path: "." }],
      ),
    ).toEqual([
      "Command executed successfully",
      "inner",
      "first\nlast\n",
      "Wrote out.txt (bytes: 1)",
      "in.txt\nout.txt",
    ]);
  });

  test("a path that leads nowhere is an error in the tool's own words", async () => {
    const answers = await answersTo(
      ["read_file", { file_path: "missing.txt" }],
      ["read_file", { file_path: "dir" }],
      ["move_file", { source_path: "missing.txt", dest_path: "b" }],
      ["read_file", { file_path: "a\0b" }],
      ["read_file", { file_path: "-n" }],
    );
    expect(answers[0]).toContain("No such file");
    expect(answers[1]).toMatch(/directory/);
    expect(answers[2]).toMatch(/No such file|cannot stat/);
    expect(answers[3]).toContain("NUL");
    expect(answers[4]).toContain("No such file");
  });
});
