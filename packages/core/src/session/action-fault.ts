import { actionSchema } from "../action/action-schema.ts";
import type { Action } from "../action/action.ts";
import { errorMessage } from "../errors/error-message.ts";
import { validate } from "../schema/validate.ts";

/**
 * What is wrong with something that an agent's code handed over as an action; `undefined` when it is
 * one, and can be recorded as JSON.
 */
export function actionFault(action: Action): string | undefined {
  try {
    const result = validate(actionSchema, action);
    if (!result.valid) return result.problems.slice(0, 3).join("; ");
    JSON.stringify(action);
    return undefined;
  } catch (error) {
    return errorMessage(error);
  }
}
