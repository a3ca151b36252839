/** Where something broke. */
export type Boundary =
  | "provider"
  | "agent"
  | "user"
  | "environment"
  | "sandbox"
  | "verifier"
  | "harness";

/** Which limit ended an episode. `environment` is one that the environment itself set. */
export type Limit =
  | "turns"
  | "tool-calls"
  | "tokens"
  | "context"
  | "cost"
  | "wall-time"
  | "working-time"
  | "environment";

/** How an episode ended. It says nothing about what the episode was worth: that is the verdict. */
export type Ending =
  | { readonly status: "completed" }
  | {
      readonly status: "limit";
      /** The limit that was reached first. */
      readonly limit: Limit;
      /** More about it, in one line for people. */
      readonly message?: string;
    }
  | {
      readonly status: "error";
      /** Whose fault it was. */
      readonly boundary: Boundary;
      /** A stable name in kebab-case. */
      readonly code: string;
      /** What happened, in one line for people. */
      readonly message: string;
    }
  | { readonly status: "cancelled" };
