/**
 * A Python program that runs a command in its directory, then writes what lies there into one file
 * of a name that was made up for the run, to be fetched: SandboxFusion fetches only files whose names
 * are known before.
 */
export function commandProgram(options: {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the files are listed. */
  readonly listing: string;
  /** Of all files together that come back. */
  readonly mostBytes: number;
}): string {
  const encoded = Buffer.from(JSON.stringify(options)).toString("base64");
  return `
import base64, json, os, subprocess, sys
options = json.loads(base64.b64decode("${encoded}"))
root = os.getcwd()
own = os.path.basename(__file__)
os.makedirs(options["cwd"], exist_ok=True)
sys.stdout.flush()
environment = {**os.environ, **options["env"], "HOME": root}
try:
    code = subprocess.run(options["argv"], cwd=options["cwd"], env=environment).returncode
except FileNotFoundError:
    print(options["argv"][0] + ": command not found", file=sys.stderr)
    code = 127
${listingSource}
write_listing(root, options["listing"], options["mostBytes"], [own])
sys.exit(code if code >= 0 else 128 - code)
`;
}

/** Python that lists the files below a directory. */
export const listingSource: string = `
def write_listing(root, name, most, hidden):
    import base64, json, os
    entries, left = {}, most
    for folder, folders, files in os.walk(root):
        for each in folders + files:
            path = os.path.join(folder, each)
            relative = os.path.relpath(path, root)
            if relative == name or relative in hidden:
                continue
            if os.path.islink(path):
                entries[relative] = {"link": os.readlink(path)}
            elif os.path.isdir(path):
                entries[relative] = {"directory": True}
            elif os.path.isfile(path) and os.path.getsize(path) <= left:
                left -= os.path.getsize(path)
                with open(path, "rb") as file:
                    data = base64.b64encode(file.read()).decode()
                entries[relative] = {"data": data, "mode": os.stat(path).st_mode & 0o777}
    with open(os.path.join(root, name), "w") as file:
        json.dump(entries, file)
`;
