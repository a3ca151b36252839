import { existsSync, lstatSync, readlinkSync } from "node:fs";

/** Where the sandbox's own tmpfs lies in the holder's file system; no command sees it. */
export const volume = "/vol";

/** What of the host's `/etc` programs need and nobody minds being read; the rest is never bound. */
const harmless = [
  "/etc/alternatives",
  "/etc/ld.so.cache",
  "/etc/ld.so.conf",
  "/etc/ld.so.conf.d",
  "/etc/magic",
  "/etc/mime.types",
  "/etc/protocols",
  "/etc/services",
  "/etc/ssl/openssl.cnf",
];

/** bwrap's arguments for the host's programs, read-only. */
export function programArguments(readOnlyPaths: readonly string[]): readonly string[] {
  const argv = ["--ro-bind", "/usr", "/usr"];
  for (const path of ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]) {
    if (!existsSync(path)) continue;
    if (lstatSync(path).isSymbolicLink()) argv.push("--symlink", readlinkSync(path), path);
    else argv.push("--ro-bind", path, path);
  }
  for (const path of readOnlyPaths) argv.push("--ro-bind", path, path);
  return argv;
}

/** bwrap's arguments for an `/etc` of the sandbox's own. */
export function settingArguments(): readonly string[] {
  const directories = ["/etc", "/etc/ssl"].flatMap((path) => ["--perms", "0755", "--dir", path]);
  return [...directories, ...harmless.flatMap((path) => ["--ro-bind-try", path, path])];
}

/** Arguments as `bwrap --args` reads them. */
export function encodeArguments(argv: readonly string[]): Uint8Array {
  return Buffer.from(argv.map((argument) => `${argument}\0`).join(""));
}
