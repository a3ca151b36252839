import { sandboxProvider } from "../src/index.ts";

// The harness that dies in `crash-harness.ts`: it says when its command has long been running.
const [kind = "", command = ""] = process.argv.slice(2);
const provider = await sandboxProvider(kind);
const sandbox = await provider.create({});
setTimeout(() => console.log("running"), 500);
await sandbox.exec(command);
