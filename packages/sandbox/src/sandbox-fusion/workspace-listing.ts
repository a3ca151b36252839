import { workdir } from "../files/sandbox-path.ts";
import type { FileChanges, VirtualEntry } from "../virtual/worker/protocol.ts";
import type { WorkspaceMirror } from "../virtual/workspace-mirror.ts";

/** The workspace's regular files as a request carries them: Base64 by path. */
export function filesToSend(mirror: WorkspaceMirror): Readonly<Record<string, string>> {
  return Object.fromEntries(
    mirror.entries().flatMap(([path, entry]) => {
      if (entry.kind !== "file" || !path.startsWith(`${workdir}/`)) return [];
      return [[path.slice(workdir.length + 1), Buffer.from(entry.data).toString("base64")]];
    }),
  );
}

/** What changed of the workspace, by a listing that came back; nothing where it can't be read. */
export function changesOf(listing: string | undefined, mirror: WorkspaceMirror): FileChanges {
  const found = parseListing(listing);
  if (found === undefined) return { entries: [], removed: [] };
  const entries = Object.entries(found)
    .map(([name, entry]): readonly [string, VirtualEntry] => [`${workdir}/${name}`, entry])
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
  const kept = new Set(entries.map(([path]) => path));
  const removed = mirror
    .entries()
    .map(([path]) => path)
    .filter((path) => path.startsWith(`${workdir}/`) && !kept.has(path));
  return { entries, removed };
}

function parseListing(text: string | undefined): Record<string, VirtualEntry> | undefined {
  if (text === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, "base64").toString());
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const mtimeMs = Date.now();
  const entries: Record<string, VirtualEntry> = {};
  for (const [name, entry] of Object.entries(parsed as Record<string, unknown>)) {
    // The other side is not trusted: a name must lie below the workspace.
    const isInside = !name.split("/").some((part) => ["", ".", ".."].includes(part));
    if (!isInside || typeof entry !== "object" || entry === null) continue;
    if ("link" in entry && typeof entry.link === "string") {
      entries[name] = { kind: "link", target: entry.link, mtimeMs };
    } else if ("data" in entry && typeof entry.data === "string") {
      const mode = "mode" in entry && typeof entry.mode === "number" ? entry.mode & 0o777 : 0o644;
      const data = new Uint8Array(Buffer.from(entry.data, "base64"));
      entries[name] = { kind: "file", data, mode, mtimeMs };
    } else if ("directory" in entry) {
      entries[name] = { kind: "directory", mode: 0o755, mtimeMs };
    }
  }
  return entries;
}
