/** The flags of `agent-gym envs`, as the command line gave them. */
export interface EnvsFlags {
  readonly json?: boolean;
}
