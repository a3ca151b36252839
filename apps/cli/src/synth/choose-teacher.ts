import { UsageError } from "@agent-gym/core";

import {
  chooseEndpoint,
  type EndpointChoice,
  type Variables,
} from "../endpoint/choose-endpoint.ts";
import type { TeacherModelFlags } from "../flags/teacher-flags.ts";

const deepSeekUrl = "https://api.deepseek.com";

/**
 * Where the teacher is: `--teacher-url`, else `--deepseek-url`, else with `--deepseek-key` DeepSeek's own
 * address, else what the variables name. `undefined` when nobody named one.
 *
 * @throws UsageError when two teachers are named.
 */
export function chooseTeacher(
  flags: TeacherModelFlags,
  env: Variables,
): EndpointChoice | undefined {
  const { teacherUrl, teacherKey, deepseekUrl, deepseekKey } = flags;
  const isDeepSeek = deepseekUrl !== undefined || deepseekKey !== undefined;
  if (isDeepSeek && (teacherUrl !== undefined || teacherKey !== undefined)) {
    throw new UsageError(
      "--teacher-url and --teacher-key name one teacher, --deepseek-url and --deepseek-key another: give the flags of one.",
    );
  }
  const agentUrl = teacherUrl ?? deepseekUrl ?? (isDeepSeek ? deepSeekUrl : undefined);
  const agentKey = teacherKey ?? deepseekKey;
  const choice = chooseEndpoint(
    {
      ...(agentUrl === undefined ? {} : { agentUrl }),
      ...(agentKey === undefined ? {} : { agentKey }),
    },
    env,
  );
  if (choice === undefined) return undefined;
  const { urlSource, keySource } = choice;
  const family = isDeepSeek ? "--deepseek" : "--teacher";
  return {
    ...choice,
    urlSource: urlSource === "--agent-url" ? `${family}-url` : urlSource,
    ...(keySource === "--agent-key" ? { keySource: `${family}-key` } : {}),
  };
}

/** The agent that the teacher plays as when none is named: the dialect of its endpoint's own API. */
export function teacherAgentName(choice: EndpointChoice | undefined): string {
  if (choice === undefined || !URL.canParse(choice.url)) return "tools";
  return choice.urlSource.startsWith("--deepseek") ||
    /(?:^|\.)deepseek\.com$/.test(new URL(choice.url).hostname)
    ? "deepseek"
    : "tools";
}

/** The error for a teacher that nobody named. */
export function missingTeacher(): UsageError {
  return new UsageError(
    "A teacher must be named: say where with --teacher-url URL and which with --teacher-model NAME. The agent oracle needs none.",
    { code: "missing-endpoint" },
  );
}
