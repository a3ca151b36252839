/** The flags of `agent-gym show`, as the command line gave them. */
export interface ShowFlags {
  readonly failed?: boolean;
  readonly full?: boolean;
  readonly logDir: string;
  readonly json?: boolean;
}
