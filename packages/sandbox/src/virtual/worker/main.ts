import module from "node:module";

// A shell's modules take longer to compile than to run; what was compiled once is kept.
module.enableCompileCache();
await import("./run-worker.ts");
