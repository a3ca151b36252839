import { contentText, type RecordedEvent, type ToolResult, type Usage } from "@agent-gym/core";

import { formatCount, formatSeconds } from "../terminal/format-number.ts";
import { harmlessLine, harmlessText } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";
import { type CutLimits, cutText, uncut } from "./cut-text.ts";

export interface TranscriptTextOptions {
  readonly styles: Styles;
  /** Cut nothing. Default: long texts are cut in the middle, with a note. */
  readonly full?: boolean;
}

type Event<Type extends RecordedEvent["type"]> = Extract<RecordedEvent, { readonly type: Type }>;

/** How much is shown of what was said and done, unless all of it is asked for. */
const saidLimits: CutLimits = { lines: 40, characters: 4000 };
const resultLimits: CutLimits = { lines: 20, characters: 2000 };
const asideLimits: CutLimits = { lines: 8, characters: 800 };

/**
 * An episode's conversation, readable: the task, each turn with its thoughts, calls and results, and
 * what its model call cost. Whatever a model or a tool wrote is made harmless to the terminal.
 */
export function transcriptText(
  events: Iterable<RecordedEvent>,
  { styles, full = false }: TranscriptTextOptions,
): string {
  const cut = (text: string, limits: CutLimits): string =>
    cutText(harmlessText(text.trimEnd()), full ? uncut : limits);
  const blocks: string[] = [];
  const heading = (title: string, aside = ""): void => {
    const tail = aside === "" ? "" : `  ${styles.dim(aside)}`;
    blocks.push(`\n${styles.bold(`── ${title} ──`)}${tail}`);
  };
  const aside = (text: string, limits: CutLimits): void => {
    if (text.trim() !== "") blocks.push(eachLine(cut(text, limits), styles.dim));
  };
  const calls: Event<"model-call">[] = [];
  let turn = 0;

  const action = ({ action: said }: Event<"action">): void => {
    turn += 1;
    heading(`turn ${turn}`, costText(calls.splice(0)));
    aside(said.reasoning ?? "", saidLimits);
    if (said.text.trim() !== "") blocks.push(cut(said.text, saidLimits));
    for (const { name, arguments: given, repaired } of said.calls) {
      const mended = repaired === true ? styles.warn(" (mended)") : "";
      blocks.push(
        `${styles.name(`→ ${harmlessLine(name)}`)}${mended}\n${indent(cut(argumentsText(given), saidLimits))}`,
      );
    }
    for (const { source, problem } of said.malformed) {
      blocks.push(
        `${styles.bad(`→ unreadable call: ${harmlessLine(problem)}`)}\n${indent(cut(source, resultLimits))}`,
      );
    }
    if (said.text.trim() === "" && said.calls.length + said.malformed.length === 0) {
      blocks.push(styles.dim("(it said nothing and called nothing)"));
    }
    if (said.incomplete === true) blocks.push(styles.warn("(cut off by the token limit)"));
  };
  const result = ({ name, content, isError }: ToolResult): void => {
    const head = isError === true ? styles.bad : styles.name;
    blocks.push(
      `${head(`← ${harmlessLine(name)}`)}\n${indent(cut(contentText(content), resultLimits))}`,
    );
  };
  const failedCall = ({ role, error }: Event<"model-call">): void => {
    blocks.push(styles.bad(`model (${role}): ${harmlessLine(error?.message ?? "")}`));
  };

  for (const event of events) {
    switch (event.type) {
      case "reset":
        if (event.instructions !== undefined) {
          heading("instructions");
          aside(event.instructions, asideLimits);
        }
        heading("task", `tools: ${event.tools.map(({ name }) => harmlessLine(name)).join(", ")}`);
        if (event.observation.message !== undefined) {
          blocks.push(cut(contentText(event.observation.message), saidLimits));
        }
        break;
      case "model-call":
        calls.push(event);
        if (event.error !== undefined) failedCall(event);
        break;
      case "action":
        action(event);
        break;
      case "step":
        for (const one of event.observation.results ?? []) result(one);
        if (event.observation.message !== undefined) {
          heading("message");
          blocks.push(cut(contentText(event.observation.message), saidLimits));
        }
        break;
      case "note":
        // For whoever renders the prompt again, and of no use to whoever reads.
        if (!full && event.kind === "render-settings") break;
        aside(`note ${event.kind}: ${JSON.stringify(event.data)}`, asideLimits);
        break;
      default:
    }
  }
  return blocks.join("\n");
}

/** Arguments as a person reads them: one short line, or each value on its own. */
function argumentsText(given: Readonly<Record<string, unknown>>): string {
  return Object.entries(given)
    .map(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return text.includes("\n") ? `${name}:\n${indent(text)}` : `${name}: ${text}`;
    })
    .join("\n");
}

/** What the model calls of one turn cost: tokens in and out, time, attempts that failed. */
function costText(calls: readonly Event<"model-call">[]): string {
  const used = calls.flatMap(({ usage }) => usage ?? []);
  if (used.length === 0) return "";
  const sum = (field: (usage: Usage) => number): number =>
    used.reduce((total, usage) => total + field(usage), 0);
  const retries = calls.reduce((total, call) => total + (call.retries?.length ?? 0), 0);
  const milliseconds = calls.reduce((total, call) => total + (call.milliseconds?.total ?? 0), 0);
  return [
    `${formatCount(sum((usage) => usage.inputTokens))} tokens in`,
    `${formatCount(sum((usage) => usage.outputTokens))} out`,
    formatSeconds(milliseconds / 1000),
    ...(retries === 0 ? [] : [`${retries} retried`]),
  ].join(", ");
}

function indent(text: string): string {
  return eachLine(text, (line) => `  ${line}`);
}

function eachLine(text: string, change: (line: string) => string): string {
  return text.split("\n").map(change).join("\n");
}
