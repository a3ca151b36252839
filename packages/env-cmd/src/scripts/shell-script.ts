import { callAction, type Script, textAction } from "@agent-gym/core";

/** A script that runs commands, one a turn, and then says that it is done. */
export function shellScript(...commands: readonly string[]): Script {
  return function* () {
    for (const command of commands) {
      yield callAction({ name: "execute_shell", arguments: { command } });
    }
    yield textAction("Done.");
  };
}
