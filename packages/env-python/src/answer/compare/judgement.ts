/** Whether two answers are equal; `null` where that can't be told. */
export interface Judgement {
  readonly equal: boolean | null;
  /** Why, in a few words. */
  readonly reason: string;
}

export function equal(reason: string): Judgement {
  return { equal: true, reason };
}

export function different(reason: string): Judgement {
  return { equal: false, reason };
}

export function unsure(reason: string): Judgement {
  return { equal: null, reason };
}

/** Equal when all are; different when one is; else nobody can tell. */
export function all(judgements: Iterable<Judgement>, reason: string): Judgement {
  let doubt: Judgement | undefined;
  for (const judgement of judgements) {
    if (judgement.equal === false) return judgement;
    if (judgement.equal === null) doubt ??= judgement;
  }
  return doubt ?? equal(reason);
}
