import { createBubblewrapProvider } from "../../src/bubblewrap/index.ts";

// Makes a sandbox, leaves something running in it as far as it can, and forgets it.
const sandbox = await createBubblewrapProvider().create({});
await sandbox.exec(`: ${process.argv[2] ?? ""}; sleep 1000 & disown`);
