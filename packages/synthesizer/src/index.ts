export type { Provenance, RecordedSettings, RejectedRow, Row, StageDecision } from "./row/row.ts";
export { rowFormat } from "./row/row.ts";
export type { AttemptOutcome, GroupTask, TaskGroup } from "./row/task-group.ts";
export { readTaskGroups } from "./row/read-task-groups.ts";
export { brokenPrefix } from "./render/broken-prefix.ts";
export { studentSettings } from "./render/student-settings.ts";

export type {
  ConversationExample,
  Example,
  ExampleKind,
  LabelExample,
  PreferenceExample,
  PromptExample,
  Written,
} from "./formats/example.ts";
export type { Expand } from "./formats/examples-of.ts";
export { conversationExamples, examplesOf, preferenceExamples } from "./formats/examples-of.ts";
export type {
  AnyRowFormat,
  CompanionFile,
  DataFile,
  FormatSettings,
  ParquetColumn,
  RowFormat,
  TemplateInput,
} from "./formats/row-format.ts";
export { builtInFormats, defaultFormat, findFormat } from "./formats/built-in-formats.ts";
export { atifFormat } from "./formats/atif.ts";
export { axolotlFormat } from "./formats/axolotl.ts";
export { hermesFormat } from "./formats/hermes.ts";
export { llamafactoryFormat } from "./formats/llamafactory.ts";
export { mirauFormat } from "./formats/mirau.ts";
export { msSwiftFormat } from "./formats/ms-swift.ts";
export { openaiFormat } from "./formats/openai.ts";
export { trlFormat } from "./formats/trl.ts";
export { trlDpoFormat } from "./formats/trl-dpo.ts";
export { trlKtoFormat } from "./formats/trl-kto.ts";
export { verlFormat } from "./formats/verl.ts";
export { verlRlFormat } from "./formats/verl-rl.ts";
export { writeExample } from "./formats/write-example.ts";

export type { Judgement, OpenStage, Stage } from "./stages/stage.ts";
export { kept, rejected, rowStage } from "./stages/stage.ts";
export type { WrongTurn, WrongTurns } from "./stages/mask-turns.ts";
export { judgeTurns } from "./stages/mask-turns.ts";
export type { KeptRow, StageRun, StageYield, TaskSelection } from "./stages/run-stages.ts";
export { runStages } from "./stages/run-stages.ts";
export { heldOutStage } from "./stages/held-out.ts";
export { verifiedStage } from "./stages/verified.ts";
export type { PassRateOptions } from "./stages/pass-rate.ts";
export { passRateStage } from "./stages/pass-rate.ts";
export { passRatesOf } from "./stages/pass-rates-of.ts";
export { wellFormedStage } from "./stages/well-formed.ts";
export { validCallsStage } from "./stages/valid-calls.ts";
export { noFailedCallsStage } from "./stages/no-failed-calls.ts";
export type { NoLoopsOptions } from "./stages/no-loops.ts";
export { noLoopsStage } from "./stages/no-loops.ts";
export { noLeftoversStage } from "./stages/no-leftovers.ts";
export type { NoLeakedAnswerOptions } from "./stages/no-leaked-answer.ts";
export { noLeakedAnswerStage } from "./stages/no-leaked-answer.ts";
export type { ThoughtBand, ThoughtPolicyOptions } from "./stages/thought-policy.ts";
export { mirauThoughtBands, thoughtPolicyStage } from "./stages/thought-policy.ts";
export type { Keep } from "./stages/selection.ts";
export { capStage, keepStage, shortestStage } from "./stages/selection.ts";
export { exactDuplicatesStage } from "./stages/exact-duplicates.ts";
export type { NearDuplicatesOptions } from "./stages/near-duplicates.ts";
export { nearDuplicatesStage } from "./stages/near-duplicates.ts";
export type { DecontaminateOptions } from "./stages/decontaminate.ts";
export { decontaminateStage } from "./stages/decontaminate.ts";
export type { BenchmarkItem } from "./stages/read-benchmark.ts";
export { readBenchmark } from "./stages/read-benchmark.ts";
export type { PersonalDataOptions } from "./stages/personal-data.ts";
export { personalDataStage } from "./stages/personal-data.ts";

export type { JudgeOptions } from "./stages/judge.ts";
export { judgeStage } from "./stages/judge.ts";
export { judgePromptVersion, standardRubric } from "./stages/judge-prompt.ts";
export type { StandardStagesOptions } from "./stages/standard-stages.ts";
export { standardStages } from "./stages/standard-stages.ts";

export { minHash, similarity } from "./similarity/min-hash.ts";
export type { ShingleSizes } from "./similarity/shingler.ts";
export { Shingler } from "./similarity/shingler.ts";
export type { SimilarItem } from "./similarity/similarity-index.ts";
export { SimilarityIndex } from "./similarity/similarity-index.ts";

export type { TokenCounter } from "./tokens/token-counter.ts";
export { estimatedTokens } from "./tokens/estimate-tokens.ts";
export { loadTokenCounter } from "./tokens/load-token-counter.ts";

export type { ChatTemplate, RenderedText, TemplateRequest } from "./check/chat-template.ts";
export { chatTemplate, loadChatTemplate } from "./check/chat-template.ts";
export type { Problem, ProblemCode } from "./check/problem.ts";
export type { CheckReport, RowCheckerOptions, RowProblem } from "./check/row-checker.ts";
export { RowChecker } from "./check/row-checker.ts";

export type { AttemptUse, Fates } from "./dataset/attempt-fates.ts";
export type { HistogramSummary } from "./dataset/histogram.ts";
export type { DatasetManifest, ManifestRun } from "./dataset/manifest.ts";
export { datasetFormat } from "./dataset/manifest.ts";
export type { EmptyReason } from "./dataset/why-empty.ts";
export { readManifest } from "./dataset/read-manifest.ts";
export type { SplitOptions } from "./dataset/split-of.ts";
export { splitOf } from "./dataset/split-of.ts";
export type { DatasetOptions, DatasetProgress, DatasetResult } from "./dataset/write-dataset.ts";
export { writeDataset } from "./dataset/write-dataset.ts";

export type { SynthesizeOptions, SynthesizeResult } from "./synthesize/synthesize.ts";
export { synthesize } from "./synthesize/synthesize.ts";
export { withTemperatures } from "./synthesize/temperature-ladder.ts";

export type { ProofResult, ValidateTask } from "./tasks/proof.ts";
export { requiredProofs } from "./tasks/proof.ts";
export { proposalPromptVersion } from "./tasks/proposal-prompt.ts";
export type {
  SynthesizedTasks,
  SynthesizeTasksOptions,
  TaskProposal,
} from "./tasks/synthesize-tasks.ts";
export { synthesizeTasks } from "./tasks/synthesize-tasks.ts";
