/** Languages in which the environment itself can speak. */
export type SpokenLanguage = "en" | "zh";

/** The language to speak in: what the task says, else what its question is written in. */
export function taskLanguage(task: {
  readonly language?: string;
  readonly question: string;
}): SpokenLanguage {
  const language = task.language ?? (/\p{Script=Han}/u.test(task.question) ? "zh" : "en");
  return language.toLowerCase().split(/[-_]/)[0] === "zh" ? "zh" : "en";
}
