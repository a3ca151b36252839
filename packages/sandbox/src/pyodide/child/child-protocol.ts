import type { FileChanges } from "../../virtual/worker/protocol.ts";

/** How a child is started; the first of its arguments, as JSON. */
export interface ChildSettings {
  /** The folder of the package pyodide, with every link in it resolved. */
  readonly packageFolder: string;
  /** A heap to start from; without one, Python starts from nothing. */
  readonly snapshotFile?: string;
  /** Makes such a heap, sends it, and ends. */
  readonly makesSnapshot?: boolean;
  /** Of Python's heap. */
  readonly memoryBytes: number;
  /** Of all files together, and of one. */
  readonly diskBytes: number;
  readonly fileBytes: number;
}

/** What a program is run with. */
export interface ProgramSettings {
  /** `sys.argv`. */
  readonly argv: readonly string[];
  /** How its lines are called in a traceback. */
  readonly name: string;
  readonly code: string;
  readonly cwd: string;
  readonly stdin: Uint8Array;
}

/** From the harness to a child. */
export type ChildRequest =
  | {
      readonly type: "start";
      readonly changes: FileChanges;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly type: "change"; readonly changes: FileChanges }
  | ({ readonly type: "cell"; readonly code: string } & RunLimits)
  | ({ readonly type: "program"; readonly program: ProgramSettings } & RunLimits);

export interface RunLimits {
  readonly wallMs: number;
  /** Of each stream. */
  readonly outputBytes: number;
}

/** How a cell or a program ended. */
export interface RunReply {
  readonly type: "result";
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** More was printed than may be. */
  readonly full: boolean;
  /** Its time was over. */
  readonly interrupted: boolean;
  readonly code: number;
  readonly value?: string;
  readonly changes: FileChanges;
}

/** From a child to the harness. */
export type ChildReply =
  | { readonly type: "ready"; readonly python: string }
  | { readonly type: "snapshot"; readonly heap: Uint8Array }
  | RunReply
  /** Python can't go on; the child ends. */
  | { readonly type: "broken"; readonly message: string };
