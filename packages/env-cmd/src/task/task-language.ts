/** Languages in which the environment itself can speak. */
export type SpokenLanguage = "en" | "zh";

/** The language to speak in: what the task says, else what its query is written in. */
export function taskLanguage(task: {
  readonly language?: string;
  readonly query: string;
}): SpokenLanguage {
  const language = task.language ?? (/\p{Script=Han}/u.test(task.query) ? "zh" : "en");
  return language.toLowerCase().split(/[-_]/)[0] === "zh" ? "zh" : "en";
}
