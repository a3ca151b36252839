/** The flags of `agent-gym doctor`, as the command line gave them. */
export interface DoctorFlags {
  readonly agentUrl?: string;
  readonly agentKey?: string;
  readonly model?: string;
  readonly logDir: string;
  readonly json?: boolean;
}
