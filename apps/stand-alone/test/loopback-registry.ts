import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";

import { packTar, type TarEntry, unpackTar } from "modern-tar";

type Manifest = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly version: string;
};

interface Release {
  readonly manifest: Manifest;
  readonly tarball: () => Promise<Uint8Array>;
}

/** A registry of npm packages on the loopback interface. */
export interface LoopbackRegistry extends AsyncDisposable {
  readonly url: string;
  /** Names that were asked for and are not there: packages of other systems, as a rule. */
  readonly missing: ReadonlySet<string>;
}

/** npm keeps what it has once asked for. */
const lasting = { "cache-control": "public, max-age=86400, immutable" };
const root = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Serves packed packages, and all that is installed in this repository as if it were published: so
 * that a user's `npm install` can be tested as it is typed, without a network.
 */
export async function startLoopbackRegistry(tarballs: string): Promise<LoopbackRegistry> {
  const releases = installedReleases();
  for (const file of await readdir(tarballs)) {
    const packed = await readFile(join(tarballs, file));
    const manifest = await packedManifest(packed);
    releases.set(manifest.name, [{ manifest, tarball: async () => packed }]);
  }
  const missing = new Set<string>();
  const server = createServer((request, response) => {
    const [path = ""] = decodeURIComponent(request.url ?? "").split("?");
    const [name = "", file] = path.slice(1).split("/-/");
    const known = releases.get(name);
    if (known === undefined) {
      missing.add(name);
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
      return;
    }
    if (file === undefined) {
      response.writeHead(200, { ...lasting, "content-type": "application/json" });
      response.end(JSON.stringify(packument(name, known, `http://${request.headers.host}`)));
      return;
    }
    const release = known.find(({ manifest }) => `${manifest.version}.tgz` === file);
    void (release?.tarball() ?? Promise.reject(new Error(`There is no ${path}.`))).then(
      (packed) => response.writeHead(200, lasting).end(packed),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    missing,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function packument(name: string, known: readonly Release[], host: string): object {
  const sorted = known.toSorted((a, b) =>
    a.manifest.version.localeCompare(b.manifest.version, "en", { numeric: true }),
  );
  const versions = sorted.map(({ manifest }) => [
    manifest.version,
    { ...manifest, dist: { tarball: `${host}/${name}/-/${manifest.version}.tgz` } },
  ]);
  // A pre-release is nobody's latest.
  const latest =
    sorted.findLast(({ manifest }) => !manifest.version.includes("-")) ?? sorted.at(-1);
  return {
    name,
    "dist-tags": { latest: latest?.manifest.version },
    versions: Object.fromEntries(versions),
  };
}

/** What pnpm has installed: one folder a release, its dependencies linked beside it. */
function installedReleases(): Map<string, Release[]> {
  const releases = new Map<string, Release[]>();
  const store = join(root, "node_modules/.pnpm");
  for (const entry of readdirSync(store)) {
    if (!entry.includes("@")) continue;
    const modules = join(store, entry, "node_modules");
    for (const folder of packageFolders(modules)) {
      const text = readFileSync(join(folder, "package.json"), "utf8");
      const manifest = JSON.parse(text) as Manifest;
      const others = releases.get(manifest.name) ?? [];
      if (others.some((other) => other.manifest.version === manifest.version)) continue;
      // Dependencies of development are nobody's who installs, and some scripts would build.
      const { devDependencies: _, scripts: __, ...published } = manifest;
      let packed: Promise<Uint8Array> | undefined;
      const tarball = (): Promise<Uint8Array> => (packed ??= pack(folder));
      const release = { manifest: published as Manifest, tarball };
      releases.set(manifest.name, [...others, release]);
    }
  }
  return releases;
}

/** The packages that stand in a folder themselves, and are not linked into it. */
function packageFolders(modules: string): readonly string[] {
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== ".bin")
    .flatMap(({ name }) =>
      name.startsWith("@")
        ? readdirSync(join(modules, name), { withFileTypes: true })
            .filter((entry) => entry.isDirectory())
            .map((entry) => join(modules, name, entry.name))
        : [join(modules, name)],
    );
}

async function pack(folder: string): Promise<Uint8Array> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const entries: TarEntry[] = [];
  for (const file of files.filter((entry) => entry.isFile())) {
    const path = join(file.parentPath, file.name);
    const [body, { mode }] = await Promise.all([readFile(path), stat(path)]);
    const name = `package${path.slice(folder.length)}`.replaceAll("\\", "/");
    entries.push({ header: { name, size: body.length, mode: mode & 0o777 }, body });
  }
  return gzipSync(await packTar(entries), { level: 1 });
}

async function packedManifest(packed: Uint8Array): Promise<Manifest> {
  const entries = await unpackTar(gunzipSync(packed));
  const entry = entries.find(({ header }) => header.name === "package/package.json");
  return JSON.parse(new TextDecoder().decode(entry?.data)) as Manifest;
}
