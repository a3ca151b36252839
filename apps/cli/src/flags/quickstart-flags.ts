/** The flags of `agent-gym quickstart`, as the command line gave them. */
export interface QuickstartFlags {
  readonly logDir: string;
  readonly sandbox: string;
}
