/** What an agent tells a model before the environment's own instructions, in one language. */
export interface SystemPrompt {
  /** Changes whenever the text does. */
  readonly version: string;
  /** The prompt itself. */
  readonly text: string;
}

/** The same prompt in the languages that there are. */
export interface SystemPrompts {
  /** In English; for every language that is not Chinese. */
  readonly en: SystemPrompt;
  /** In Chinese. */
  readonly zh: SystemPrompt;
}
