import type * as justBashModule from "just-bash";
import type { CustomCommand } from "just-bash";

import { python } from "./python.ts";

type JustBash = typeof justBashModule;

/** The commands that replace just-bash's own, or that it lacks. */
export function createShims(_justBash: JustBash): CustomCommand[] {
  return [python("python3"), python("python")];
}
