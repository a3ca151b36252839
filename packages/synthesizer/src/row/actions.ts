import { type Action, contentText, type Observation, type Transcript } from "@agent-gym/core";

/** The actions of a conversation, in order. */
export function actionsOf(transcript: Pick<Transcript, "turns">): readonly Action[] {
  return transcript.turns.flatMap((turn) => ("action" in turn ? [turn.action] : []));
}

/** The observations of a conversation, in order. */
function observationsOf(transcript: Pick<Transcript, "turns">): readonly Observation[] {
  return transcript.turns.flatMap((turn) => ("observation" in turn ? [turn.observation] : []));
}

/** All that a user said in a conversation, a line between the messages. */
export function userText(transcript: Pick<Transcript, "turns">): string {
  return observationsOf(transcript)
    .flatMap(({ message }) => (message === undefined ? [] : [contentText(message)]))
    .join("\n");
}

/** The conversation up to and with its last action; `undefined` when it has none. */
export function upToLastAction(transcript: Transcript): Transcript | undefined {
  const last = transcript.turns.findLastIndex((turn) => "action" in turn);
  if (last === -1) return undefined;
  return last === transcript.turns.length - 1
    ? transcript
    : { ...transcript, turns: transcript.turns.slice(0, last + 1) };
}

/** The conversation up to and with its action of that number, from 0. */
export function upToAction(transcript: Transcript, action: number): Transcript {
  let seen = -1;
  const index = transcript.turns.findIndex((turn) => {
    if ("action" in turn) seen += 1;
    return seen === action;
  });
  return { ...transcript, turns: transcript.turns.slice(0, index + 1) };
}

/** The same conversation with other actions in the places of its own. */
export function withActions(transcript: Transcript, actions: readonly Action[]): Transcript {
  let next = 0;
  const turns = transcript.turns.map((turn) => {
    if (!("action" in turn)) return turn;
    const action = actions[next] ?? turn.action;
    next += 1;
    return action === turn.action ? turn : { action };
  });
  return { ...transcript, turns };
}
