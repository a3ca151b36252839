import type { Sandbox } from "./sandbox.ts";

/** The same sandbox, disposed of in another way: for whoever counts or keeps sandboxes. */
export function wrapSandbox(sandbox: Sandbox, dispose: () => Promise<void>): Sandbox {
  const { spawn, interpreter } = sandbox;
  return {
    ...sandbox,
    id: sandbox.id,
    kind: sandbox.kind,
    workdir: sandbox.workdir,
    capabilities: sandbox.capabilities,
    exec: (command, options) => sandbox.exec(command, options),
    files: sandbox.files,
    stop: () => sandbox.stop(),
    collect: (options) => sandbox.collect(options),
    ...(spawn === undefined ? {} : { spawn: spawn.bind(sandbox) }),
    ...(interpreter === undefined ? {} : { interpreter: interpreter.bind(sandbox) }),
    [Symbol.asyncDispose]: dispose,
  };
}
