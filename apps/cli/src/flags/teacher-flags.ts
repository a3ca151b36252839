import type { JsonObject } from "@agent-gym/core";
import type { Command } from "commander";

import { addSamplingFlags } from "./agent-flags.ts";
import { numberWithin } from "./parse-flag.ts";

/** Which model teaches, as the command line gave it. */
export interface TeacherModelFlags {
  readonly teacherUrl?: string;
  readonly teacherKey?: string;
  readonly teacherModel?: string;
  readonly deepseekUrl?: string;
  readonly deepseekKey?: string;
}

/** The teacher, its model and how that is sampled, as the command line gave it. */
export interface TeacherFlags extends TeacherModelFlags {
  readonly agent?: string;
  /** A file. */
  readonly systemPrompt?: string;
  readonly language?: string;
  /** Attempt by attempt. */
  readonly temperature?: readonly number[];
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly body?: JsonObject;
}

/** Adds the flags that say who teaches, and how it plays. */
export function addTeacherFlags(command: Command): Command {
  addTeacherModelFlags(command)
    .option(
      "--agent <name>",
      "the dialect it plays in: tools, deepseek, hermes, mirau, or a module; oracle needs no model; default: deepseek at DeepSeek's address, else tools",
    )
    .option("--system-prompt <file>", "in place of the dialect's own")
    .option("--language <tag>", "of the dialect's own prompt: en, zh; default: the task's")
    .option(
      "--temperature <t[,t…]>",
      "sampling temperature; several: one for each attempt in turn",
      temperatures,
    );
  return addSamplingFlags(command);
}

/** Adds the flags that say which model teaches. */
export function addTeacherModelFlags(command: Command): Command {
  return command
    .optionsGroup("Teacher:")
    .option("--teacher-url <url>", "OpenAI-compatible endpoint, usually ending in /v1")
    .option("--teacher-key <key>", "its key; better kept in the environment, see below")
    .option("--teacher-model <name>", "default: the one model that the endpoint lists")
    .option("--deepseek-key <key>", "a key of DeepSeek: the teacher is DeepSeek's")
    .option("--deepseek-url <url>", "another address of it; default: https://api.deepseek.com");
}

function temperatures(text: string): readonly number[] {
  const read = numberWithin(0, 5);
  return text.split(",").map((rung) => read(rung.trim()));
}
