#!/usr/bin/env node
import module from "node:module";

// Nothing here may need a newer Node than the one this file is about to refuse.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(`agent-gym needs Node.js 22.19 or later; this is ${process.version}.`);
  process.exitCode = 1;
} else {
  module.enableCompileCache();
  // As it is now, whatever is put in its place later.
  const exit = process.exit.bind(process);
  const { main, processContext } = await import("./cli.ts");
  const { watchProcessFaults } = await import("./process-faults.ts");
  const { reserveStdout } = await import("./terminal/reserve-stdout.ts");
  const args = process.argv.slice(2);
  const faults = watchProcessFaults(process, (line) => void process.stderr.write(`${line}\n`));
  // A reader that has seen enough (`| head`) is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      faults.allowExit();
      exit(process.exitCode ?? 0);
    });
  }
  const context = processContext();
  const stdout = args.includes("--json") ? reserveStdout(process) : context.stdout;
  const exitCode = await main(args, { ...context, stdout });
  process.exitCode = faults.fatal ? 2 : exitCode;
  // What an agent left running must not keep the process; what was said must be out.
  for (const stream of [stdout, context.stderr]) {
    await new Promise<void>((resolve) => void stream.write("", () => resolve()));
  }
  faults.allowExit();
  exit();
}
