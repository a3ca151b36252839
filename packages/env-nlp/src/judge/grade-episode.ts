import type { EpisodeContext, GradeInput, Json, TypedTask, Verdict } from "@agent-gym/core";

import { type CheckedEpisode, evaluateCheck } from "../checks/evaluate-check.ts";
import { Timeline } from "../checks/timeline.ts";
import { makeSecret } from "../make-secret.ts";
import type { NlpEvidence } from "../nlp-evidence.ts";
import type { NlpOptions } from "../nlp-options.ts";
import { RolePlayer } from "../roles/role-player.ts";
import type { JudgedCheck } from "../task/check.ts";
import type { NlpTask } from "../task/nlp-task.ts";
import { scenarioOf, type SettledItem } from "../task/scenario.ts";
import { initialTables } from "../world/initial-tables.ts";
import { judgeItems } from "./judge-items.ts";

interface ItemResult {
  readonly id: string;
  readonly kind: string;
  /** `null`: it was not judged, because the reward was settled without it. */
  readonly passed: boolean | null;
  readonly expected: string;
  readonly found: string;
}

/**
 * Judges an episode by its rubric. Code goes first; the judge is asked only for the items that need a
 * reader, and only while the reward hangs on them. An episode that failed while a role's model had a
 * fault that could not be mended is unscored: the fault may have decided it.
 *
 * @throws VerifierError when the judge gives no usable verdict.
 */
export async function gradeEpisode(
  { task, evidence: { data }, transcript }: GradeInput<TypedTask<NlpTask>, NlpEvidence>,
  options: NlpOptions,
  context: EpisodeContext & { readonly signal: AbortSignal },
): Promise<Verdict> {
  const scenario = scenarioOf(task.input);
  const { items, basis, language } = scenario;
  const episode: CheckedEpisode = {
    initial: initialTables(scenario.world),
    tables: data.tables,
    timeline: Timeline.of(transcript),
    told: new Set(data.told),
  };
  const results = new Map<string, ItemResult>();
  for (const item of items) {
    if (item.kind === "judged") continue;
    results.set(item.id, { id: item.id, kind: item.kind, ...evaluateCheck(item, episode) });
  }
  const isLost = items.some(({ id, required }) => required && results.get(id)?.passed === false);
  const judged = items.filter((item): item is SettledItem & JudgedCheck => item.kind === "judged");
  if (judged.length > 0 && !isLost) {
    const judgements = await judgeItems(judged, {
      scenario,
      episode,
      player: new RolePlayer("judge", {
        model: context.model("judge"),
        options: options.judge,
        language,
        note: context.note,
      }),
      secret: await makeSecret(task, context.seed),
      signal: context.signal,
    });
    for (const { id, text } of judged) {
      const judgement = judgements.get(id);
      const { verdict = "cannot_tell", n, quote, reason } = judgement ?? {};
      const proof = typeof quote === "string" ? ` (entry ${n}: ${JSON.stringify(quote)})` : "";
      results.set(id, {
        id,
        kind: "judged",
        passed: verdict === "met",
        expected: text,
        found: `${verdict}${proof}${reason === undefined ? "" : `: ${reason}`}`,
      });
    }
  }
  const reward = rewardOf(items, basis, (id) => results.get(id)?.passed === true);
  const details: Json = {
    items: items.map(
      (item) =>
        results.get(item.id) ?? {
          id: item.id,
          kind: item.kind,
          passed: null,
          expected: item.kind === "judged" ? item.text : item.kind,
          found: "not judged: a required item had failed",
        },
    ) as unknown as Json,
    act: data.act,
    stages: data.stages,
    faults: data.faults as unknown as Json,
  };
  const scores = Object.fromEntries(
    items.map(({ id }) => {
      const passed = results.get(id)?.passed ?? null;
      return [id, passed === null ? null : Number(passed)];
    }),
  );
  const decisive = data.faults.find(({ mended }) => !mended);
  if (decisive !== undefined && reward < 1) {
    return {
      reward: null,
      boundary: decisive.role === "user" ? "user" : "environment",
      reason: `The model of the ${decisive.role} role was at fault, and may have decided the outcome: ${decisive.kind}: ${decisive.message}`,
      scores,
      details,
    };
  }
  return { reward, scores, details };
}

function rewardOf(
  items: readonly SettledItem[],
  basis: "all" | "weighted",
  passed: (id: string) => boolean,
): number {
  if (items.some(({ id, required }) => required && !passed(id))) return 0;
  if (basis === "all") return 1;
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return 1;
  return items.reduce((sum, { id, weight }) => (passed(id) ? sum + weight : sum), 0) / total;
}
