import { createBubblewrapProvider } from "../../src/bubblewrap/index.ts";

// Prints the descriptors that a command has; the fourth is the directory that it lists.
await using sandbox = await createBubblewrapProvider().create({});
const { stdout } = await sandbox.exec("ls /proc/self/fd");
process.stdout.write(stdout);
