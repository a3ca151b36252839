import { check, same } from "./check.ts";
import type { SandboxCase } from "./sandbox-conformance-case.ts";
import { bytes, exited, rejects } from "./sandbox-conformance-case.ts";

const binary = Uint8Array.from({ length: 256 }, (_, index) => index);

/** Files: given at the start, read, written, listed, collected. */
export const fileCases: readonly SandboxCase[] = [
  {
    name: "the workspace starts with the files it was given",
    run: async ({ sandbox }) => {
      const place = await sandbox({
        files: {
          "a/b/text": { data: "text\n" },
          "run.sh": { data: "#!/bin/bash\necho ran\n", mode: 0o755 },
          secret: { data: "s", mode: 0o600 },
          empty: { directory: true, mode: 0o700 },
          link: { link: "a/b/text" },
          dangling: { link: "/no/such" },
          binary: { data: binary },
        },
      });
      const look = "cat link; ./run.sh; stat -c %a secret empty run.sh a; readlink dangling";
      exited(await place.exec(look), { stdout: "text\nran\n600\n700\n755\n755\n/no/such\n" });
      same([...(await place.files.read("binary"))], [...binary], "a binary file");
      exited(await place.exec("wc -c < binary | tr -d ' '"), { stdout: "256\n" });
    },
  },
  {
    name: "files are written and read, whatever their bytes",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      await place.files.write("new/deep/f", binary);
      same([...(await place.files.read(`${place.workdir}/new/deep/f`))], [...binary], "the file");
      await place.files.write("new/deep/f", "shorter");
      exited(await place.exec("cat new/deep/f; stat -c %a new/deep/f"), { stdout: "shorter644\n" });
      await place.files.write("run", "#!/bin/sh\necho ran", { mode: 0o755 });
      exited(await place.exec("./run; printf 'by command' > out"), { stdout: "ran\n" });
      await place.files.write("run", "#!/bin/sh\necho again");
      exited(await place.exec("./run"), { stdout: "again\n" });
      same([...(await place.files.read("out"))], [...bytes("by command")], "a command's file");
      await place.files.write("", "x").then(
        () => check(false, "a directory was written over"),
        () => undefined,
      );
    },
  },
  {
    name: "reading what is no regular file, or not there, is refused",
    run: async ({ sandbox }) => {
      const place = await sandbox({ files: { d: { directory: true }, loop: { link: "loop" } } });
      for (const path of ["nope", "d", "d/nope/x", "loop", "/dev/zero", "/", "a\0b"]) {
        await rejects(place.files.read(path), ["refused"], `reading ${JSON.stringify(path)}`);
      }
      await rejects(place.files.list("nope"), ["refused"], "listing what is not there");
      await rejects(place.files.write("d", "x"), ["refused"], "writing over a directory");
    },
  },
  {
    name: "a directory's names are listed in order",
    run: async ({ sandbox }) => {
      const files = { b: { data: "" }, "a/x": { data: "" }, ".h": { data: "" }, l: { link: "a" } };
      const place = await sandbox({ files });
      same([...(await place.files.list("."))], [".h", "a/", "b", "l"], "the workspace");
      same([...(await place.files.list(`${place.workdir}/a`))], ["x"], "a directory");
      exited(await place.exec("mkdir -p a/new && rm b"));
      same([...(await place.files.list("a"))], ["new/", "x"], "after a command");
    },
  },
  {
    name: "a whole tree is written over what is there",
    run: async ({ sandbox }) => {
      const place = await sandbox({ files: { f: { data: "old" }, other: { data: "kept" } } });
      exited(await place.exec("rm f; ln -s other f; ln -s /tmp out"));
      await place.files.writeAll({ f: { data: "new" }, "d/e": { data: "e", mode: 0o700 } });
      exited(await place.exec("cat f d/e other"), { stdout: "newekept" });
    },
  },
  {
    name: "a tree whose paths lead out of it is refused",
    run: async ({ provider, sandbox }) => {
      const place = await sandbox();
      for (const path of ["/abs", "../up", "a/../../up", "", "a\0b"]) {
        const files = { [path]: { data: "x" } };
        await rejects(place.files.writeAll(files), ["refused"], `writing ${JSON.stringify(path)}`);
        await rejects(
          provider.create({ files }),
          ["refused"],
          `starting with ${JSON.stringify(path)}`,
        );
      }
    },
  },
  {
    name: "what is left is collected as data",
    run: async ({ sandbox }) => {
      const place = await sandbox({ files: { "in/put": { data: "given", mode: 0o640 } } });
      const make = [
        "printf result > out; chmod 755 out; mkdir -p d/e; ln -s /etc/passwd away; ln -s out near",
        "printf 'x' > ' odd *name'; printf '' > empty; echo tmp > /tmp/elsewhere",
      ];
      exited(await place.exec(make.join("\n")));
      await place.stop();
      const { files, skipped } = await place.collect();
      const told = Object.fromEntries(
        Object.entries(files).map(([path, entry]) => {
          if ("link" in entry) return [path, `-> ${entry.link}`];
          if ("directory" in entry) return [path, "directory"];
          const data =
            typeof entry.data === "string" ? entry.data : new TextDecoder().decode(entry.data);
          return [path, `${(entry.mode ?? 0o644).toString(8)} ${data}`];
        }),
      );
      const expected = {
        " odd *name": "644 x",
        away: "-> /etc/passwd",
        d: "directory",
        "d/e": "directory",
        empty: "644 ",
        in: "directory",
        "in/put": "640 given",
        near: "-> out",
        out: "755 result",
      };
      same(told, expected, "the collection");
      same([...skipped], [], "what was skipped");
    },
  },
  {
    name: "what is over a cap is not collected, and named",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      exited(
        await place.exec(
          "for n in 1 2 3 4; do head -c 1000 /etc/passwd > f$n; printf %1000s x > f$n; done; printf %5000s x > large",
        ),
      );
      const some = await place.collect({ maxFiles: 2 });
      same(Object.keys(some.files), ["f1", "f2"], "at most two files");
      same(
        some.skipped.map(({ path }) => path),
        ["f3", "f4", "large"],
        "skipped files",
      );
      const small = await place.collect({ maxFileBytes: 1000 });
      same(
        small.skipped.map(({ path }) => path),
        ["large"],
        "skipped for its size",
      );
      const little = await place.collect({ maxBytes: 2500 });
      same(Object.keys(little.files), ["f1", "f2"], "at most 2,500 bytes");
      check(
        little.skipped.every(({ reason }) => reason !== ""),
        "a skipped file without a reason",
      );
    },
  },
  {
    name: "a workspace that is too deep or too large to collect is collected as far as it goes",
    run: async ({ sandbox }) => {
      const name = (letter: string): string =>
        `n=$(printf '${letter}%.0s' 1 2 3 4 5 6 7 8 9 10); n=$n$n$n$n$n; n=$n$n$n$n$n`;
      const deep = `${name("d")}; for i in $(seq 1 30); do mkdir $n && cd -P $n; done; echo > leaf`;
      const large = `${name("l")}; for i in $(seq 1 15); do mkdir $n && cd $n; done; mkdir $(seq 1 1200)`;
      for (const [what, command, last] of [
        ["deep", deep, `${`${"d".repeat(250)}/`.repeat(30)}leaf`],
        ["large", large, `${`${"l".repeat(250)}/`.repeat(15)}1200`],
      ] as const) {
        const place = await sandbox({ files: { "in/put": { data: "given" } } });
        exited(await place.exec(command, { limits: { wallMs: 50_000 } }));
        exited(await place.exec("printf result > out"));
        await place.stop();
        const { files, skipped } = await place.collect();
        for (const [path, expected] of Object.entries({ out: "result", "in/put": "given" })) {
          const entry = files[path];
          check(entry !== undefined && "data" in entry, `${what}: ${path} was not collected`);
          const { data } = entry;
          same(typeof data === "string" ? data : new TextDecoder().decode(data), expected, path);
        }
        check(
          skipped.every(({ path, reason }) => path !== "" && reason !== ""),
          `${what}: something was skipped without a path or a reason`,
        );
        check(
          Object.hasOwn(files, last) || skipped.length > 0,
          `${what}: something was left without a word`,
        );
      }
    },
  },
  {
    name: "a read-only workspace can be read, and not written to by commands",
    run: async ({ sandbox }) => {
      const place = await sandbox({ files: { f: { data: "given" } }, readOnly: true });
      const tries =
        "echo x > f; echo y > new; rm -f f; mkdir d; mv f g; chmod 777 f; ln -s f l; cat f";
      const result = await place.exec(tries);
      exited(result, { stdout: "given" });
      same(Object.keys((await place.collect()).files), ["f"], "what is left");
      exited(await place.exec("echo scratch > /tmp/ok && cat /tmp/ok"), { stdout: "scratch\n" });
    },
  },
];
