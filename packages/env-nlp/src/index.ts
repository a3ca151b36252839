export { createNlpEnvironment } from "./create-nlp-environment.ts";
export type { NlpEnvironmentSpecification } from "./create-nlp-environment.ts";
export { nlpEnvironment, nlpEnvironment as environment } from "./nlp-environment.ts";
export type { NlpEvidence } from "./nlp-evidence.ts";
export type { NlpOptions, RoleOptions } from "./nlp-options.ts";
export { nlpTaskSchema } from "./task/nlp-task.ts";
export type { NlpTask } from "./task/nlp-task.ts";
