import type { Boundary } from "../environment/ending.ts";

/** What every error of Agent Gym is made of. */
export interface AgentGymErrorOptions {
  /** A stable name in kebab-case, for programs: `invalid-task`, `rate-limit`. */
  readonly code: string;
  /** What was expected, what came, and what to do about it, in one line. */
  readonly message: string;
  /** What caused it, if something else did. */
  readonly cause?: unknown;
  /** Whose fault it is, where that is known. */
  readonly boundary?: Boundary;
}

interface ErrorClass {
  readonly kind?: string;
}

/**
 * The base of all errors that Agent Gym throws on purpose. Their kind survives two copies of a
 * package in one process: ask `SomeError.isInstance(error)`, not `instanceof`.
 */
export class AgentGymError extends Error {
  /** The class's name, by which `isInstance` knows it in another copy of the package. */
  static readonly kind: string = "AgentGymError";
  /** A stable name in kebab-case, for programs: `invalid-task`, `rate-limit`. */
  readonly code: string;
  /** Whose fault it is; `undefined` where that is not known. */
  readonly boundary: Boundary | undefined;
  /** The kinds of the error's class and of all classes above it, nearest first. Not enumerable. */
  declare readonly "~agent-gym-kinds": readonly string[];

  constructor({ code, message, cause, boundary }: AgentGymErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.boundary = boundary;
    const kinds: string[] = [];
    let current: ErrorClass | null = new.target;
    while (current?.kind !== undefined) {
      kinds.push(current.kind);
      current = Object.getPrototypeOf(current) as ErrorClass | null;
    }
    this.name = kinds[0] ?? AgentGymError.kind;
    // Not enumerable: it is no news to whoever prints the error.
    Object.defineProperty(this, "~agent-gym-kinds", { value: kinds, enumerable: false });
  }

  /**
   * Whether a value is an error of this class or of one below it, from whichever copy of the
   * package.
   */
  static isInstance(this: void, value: unknown): value is AgentGymError {
    return isErrorOfKind(value, AgentGymError.kind);
  }
}

/** Whether a value is an error of Agent Gym of that kind, from whichever copy of the package. */
export function isErrorOfKind(value: unknown, kind: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  try {
    const kinds = (value as { "~agent-gym-kinds"?: unknown })["~agent-gym-kinds"];
    return Array.isArray(kinds) && kinds.includes(kind);
  } catch {
    // Anything may be thrown, even what can't be looked at.
    return false;
  }
}
