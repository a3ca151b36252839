import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { UsageError } from "@agent-gym/core";
import * as z from "zod";

import { RecordError } from "./record-error.ts";
import { runFormat, type RunDescription } from "./run-description.ts";

const object = z.looseObject({});
const sandbox = z.looseObject({ kind: z.string(), version: z.string() });

// JSON writes an infinite bound as null.
const bound = (infinite: number): z.ZodType<number> =>
  z
    .number()
    .nullable()
    .transform((value) => value ?? infinite);

// Members that a later version adds are kept as they are.
const descriptionSchema = z.looseObject({
  format: z.literal(runFormat),
  runId: z.string(),
  identity: z.looseObject({
    environment: z.looseObject({
      name: z.string(),
      version: z.string(),
      options: object,
      reward: z.looseObject({
        range: z.tuple([bound(-Infinity), bound(Infinity)]),
        success: z.number(),
      }),
    }),
    agent: z.looseObject({ name: z.string(), settings: object, script: z.string().optional() }),
    model: object,
    sandbox: sandbox.nullable(),
    limits: object,
    attempts: z.int().positive(),
    seed: z.number(),
  }),
  tasks: z.array(z.looseObject({ id: z.string(), digest: z.string() })),
  skipped: z.array(z.looseObject({ id: z.string(), reason: z.string() })),
  launches: z.array(z.looseObject({ at: z.iso.datetime() })).min(1),
});

/**
 * What a run's `run.json` says.
 *
 * @throws UsageError when there is none, or it is of another format.
 * @throws RecordError when it can't be read.
 */
export async function readDescription(folder: string): Promise<RunDescription> {
  const path = join(folder, "run.json");
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw RecordError.reading(path, error);
    throw new UsageError(`There is no run in ${folder}: it holds no run.json.`, {
      code: "missing-run",
      cause: error,
    });
  }
  const { format } = (value ?? {}) as { readonly format?: unknown };
  if (typeof format === "string" && format !== runFormat) {
    throw new UsageError(
      `${path} is of the format "${format}"; this version reads "${runFormat}".`,
      {
        code: "unknown-format",
      },
    );
  }
  const result = descriptionSchema.safeParse(value);
  if (result.success) return result.data as unknown as RunDescription;
  const issue = result.error.issues[0];
  throw new RecordError(
    `${path} is damaged: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "no run"}.`,
  );
}
