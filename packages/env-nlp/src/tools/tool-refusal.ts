/**
 * A tool does not do what it was asked, and says why: the agent reads it as an error result. Nothing
 * of the call was done. For tools in code to throw.
 */
export class ToolRefusal extends Error {
  /** As in `not_found`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "ToolRefusal";
    this.code = code;
  }
}
