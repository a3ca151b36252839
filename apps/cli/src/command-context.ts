import type { EventEmitter } from "node:events";
import type { Writable } from "node:stream";

/** A stream that may be a terminal. */
export interface TerminalStream extends Writable {
  readonly isTTY?: boolean;
  /** The terminal's width in characters. */
  readonly columns?: number;
  /** The terminal's height in lines. */
  readonly rows?: number;
}

/** What a command may touch of the process that runs it. */
export interface CommandContext {
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths of flags start here. */
  readonly cwd: string;
  /** Says `SIGINT` and `SIGTERM`. */
  readonly signals: Pick<EventEmitter, "on" | "off">;
  /** How a person starts this program: what hints and examples begin with. */
  readonly program: string;
}
