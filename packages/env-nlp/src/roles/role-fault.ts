/** Something that a role's model did wrong. */
export interface Fault {
  /**
   * A stable name in kebab-case: `unreadable`, `too-late`, `role-flip`, `invented`, `disclosed`, …
   */
  readonly kind: string;
  /** What is wrong, for the model to do better. */
  readonly message: string;
  /** Only style: used all the same when the model can't do better. Default: no. */
  readonly mild?: boolean;
  /** What stands in for the answer leaves things as they are. Default: no. */
  readonly harmless?: boolean;
}

/** A fault as it is kept: whose, and whether it was mended by asking again. */
export interface RecordedFault {
  /** `user`, `tools`, `tracker` or `judge`. */
  readonly role: string;
  /** A stable name in kebab-case, as a fault has it. */
  readonly kind: string;
  /** What was wrong, as the model was told. */
  readonly message: string;
  /** A later answer was good, or it can't have decided anything. */
  readonly mended: boolean;
}
