/** The flags of `agent-gym init`, as the command line gave them. */
export interface InitFlags {
  readonly folder?: string;
}
