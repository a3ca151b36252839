/** What the process says to its caller when it ends. */
export const exitCodes: {
  readonly done: 0;
  readonly usage: 1;
  readonly failed: 2;
  readonly belowThreshold: 3;
  readonly lowCoverage: 4;
  readonly interrupted: 130;
} = {
  /** What was asked for was done, whatever it showed. */
  done: 0,
  /** The person who asked must change something; nothing was started or written. */
  usage: 1,
  /** It was asked rightly and could not be done: an endpoint, a sandbox, a disk. */
  failed: 2,
  /** It was done, and succeeded less often than `--fail-under` demands. */
  belowThreshold: 3,
  /** It was done, and too few episodes were scored for its numbers to say much. */
  lowCoverage: 4,
  /** It was stopped, and can go on later. */
  interrupted: 130,
};
