import { canonicalJson, contentText } from "@agent-gym/core";

import type { Row } from "../row/row.ts";

/** What was asked and done in a row, without thoughts: two rows of equal text teach the same. */
export function rowText({ transcript }: Pick<Row, "transcript">): string {
  return transcript.turns
    .flatMap((turn) => {
      if ("observation" in turn) {
        const { message } = turn.observation;
        return message === undefined ? [] : [contentText(message)];
      }
      const { text, calls } = turn.action;
      return [
        text,
        ...calls.map(({ name, arguments: values }) => `${name} ${canonicalJson(values)}`),
      ];
    })
    .join("\n");
}
