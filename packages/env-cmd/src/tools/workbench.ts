import type { Sandbox } from "@agent-gym/core";

import type { Shell } from "../shell/shell.ts";

/** What the tools of one episode work with. */
export interface Workbench {
  readonly sandbox: Sandbox;
  readonly shell: Shell;
  readonly outputCharacters: number;
  /** Of one command, in milliseconds. */
  readonly wallMs: number;
}
