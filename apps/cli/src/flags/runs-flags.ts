/** The flags of `agent-gym runs`, as the command line gave them. */
export interface RunsFlags {
  readonly logDir: string;
  readonly json?: boolean;
}
