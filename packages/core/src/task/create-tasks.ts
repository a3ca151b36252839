import { UsageError } from "../errors/usage-error.ts";
import { digestJson } from "../json/digest.ts";
import type { JsonObject } from "../json/json.ts";
import type { Task } from "./task.ts";

/** The fields of a task's data that mean the same in every environment. */
export const wellKnownTaskFields = [
  "id",
  "tags",
  "language",
  "difficulty",
  "split",
  "license",
  "source",
] as const;

/**
 * Tasks out of raw data, in order, each with its id and digest. Equal data without an id may occur
 * more than once: the second is called `<digest8>-2`.
 *
 * @throws UsageError when two tasks give themselves the same id.
 */
export async function createTasks(data: readonly JsonObject[]): Promise<readonly Task[]> {
  const digests = await Promise.all(data.map((one) => digestJson(one)));
  const seen = new Map<string, number>();
  return data.map((one, index) => {
    const digest = digests[index] ?? "";
    const own = one["id"];
    const named = typeof own === "string" && own !== "" ? own : undefined;
    const base = named ?? digest.slice(0, 8);
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    if (named !== undefined && count > 1) {
      throw new UsageError(`Two tasks have the id "${named}": ids must differ.`, {
        code: "duplicate-task-id",
      });
    }
    return createTask(count === 1 ? base : `${base}-${count}`, digest, one);
  });
}

function createTask(id: string, digest: string, data: JsonObject): Task {
  const text = (field: (typeof wellKnownTaskFields)[number]): string | undefined => {
    const value = data[field];
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  };
  const tags = data["tags"];
  const language = text("language");
  const difficulty = text("difficulty");
  const split = text("split");
  const license = text("license");
  const source = text("source");
  return {
    id,
    digest,
    data,
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    ...(language === undefined ? {} : { language }),
    ...(difficulty === undefined ? {} : { difficulty }),
    ...(split === undefined ? {} : { split }),
    ...(license === undefined ? {} : { license }),
    ...(source === undefined ? {} : { source }),
  };
}
