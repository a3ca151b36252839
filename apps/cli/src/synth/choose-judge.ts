import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

import { UsageError } from "@agent-gym/core";
import type { JudgeOptions } from "@agent-gym/synthesizer";

import {
  type EndpointChoice,
  given,
  providerKey,
  set,
  variableKey,
  type Variables,
} from "../endpoint/choose-endpoint.ts";
import type { JudgeFlags } from "../flags/judge-flags.ts";
import type { AgentSource } from "../models/seat-models.ts";

/** A judge of rows, before its model is made. */
export interface ChosenJudge {
  readonly source: AgentSource;
  readonly options: Pick<JudgeOptions, "rubric" | "threshold">;
}

/**
 * Who judges rows: the model at `--judge-url`, else `--judge-model` at the teacher's endpoint. The key is
 * `--judge-key`, else `AGENT_GYM_JUDGE_KEY`, else the teacher's where the address is the teacher's, else
 * the provider's own.
 *
 * @returns `undefined` when no judge is asked for.
 * @throws UsageError when a judge is asked for and nobody says where it is, or its rubric can't be read.
 */
export async function chooseJudge(
  flags: JudgeFlags,
  {
    env,
    cwd,
    teacher,
    replay,
  }: {
    readonly env: Variables;
    readonly cwd: string;
    /** The teacher's endpoint. */
    readonly teacher: EndpointChoice | undefined;
    /** Recorded answers are all there is. */
    readonly replay: boolean;
  },
): Promise<ChosenJudge | undefined> {
  const { judgeKey, judgeModel, judgeRubric, judgeMin } = flags;
  const url = set(flags.judgeUrl) ?? (judgeModel === undefined ? undefined : teacher?.url);
  if (url === undefined && !(replay && judgeModel !== undefined)) {
    const [stray] = [
      ["--judge-model", judgeModel],
      ["--judge-key", judgeKey],
      ["--judge-rubric", judgeRubric],
      ["--judge-min", judgeMin],
    ].flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (stray === undefined) return undefined;
    throw new UsageError(
      `${stray} is for a judge of rows, and nobody says where that is: give --judge-url URL, and --judge-model NAME.`,
      { code: "missing-endpoint" },
    );
  }
  const options = {
    ...(judgeRubric === undefined ? {} : { rubric: await readRubric(judgeRubric, cwd) }),
    ...(judgeMin === undefined ? {} : { threshold: judgeMin }),
  };
  const choice =
    replay || url === undefined
      ? undefined
      : {
          url,
          urlSource: flags.judgeUrl === undefined ? (teacher?.urlSource ?? "") : "--judge-url",
          ...(given("--judge-key", judgeKey) ??
            variableKey("AGENT_GYM_JUDGE_KEY", env) ??
            teachersKey(url, teacher) ??
            providerKey(url, env)),
        };
  return {
    source: {
      roles: ["judge"],
      choice,
      ...(judgeModel === undefined ? {} : { model: judgeModel }),
      flag: "--judge-model",
      sampling: {},
      body: {},
    },
    options,
  };
}

/** A key goes to the address that it was given for, and to no other. */
function teachersKey(
  url: string,
  teacher: EndpointChoice | undefined,
): Pick<EndpointChoice, "key" | "keySource"> | undefined {
  if (teacher?.key === undefined || !URL.canParse(url) || !URL.canParse(teacher.url)) {
    return undefined;
  }
  return new URL(url).origin === new URL(teacher.url).origin
    ? given(teacher.keySource ?? "the teacher's", teacher.key)
    : undefined;
}

async function readRubric(file: string, cwd: string): Promise<string> {
  const text = await readFile(resolve(cwd, file), "utf8").catch((error: unknown) => {
    throw new UsageError(`Can't read the rubric ${file}: ${(error as Error).message}.`, {
      cause: error,
    });
  });
  if (text.trim() !== "") return text.trim();
  throw new UsageError(`The rubric ${file} is empty: say what each score from 1 to 5 means.`);
}
