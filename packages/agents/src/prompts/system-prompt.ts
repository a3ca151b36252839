/** What an agent tells a model before the environment's own instructions, in one language. */
export interface SystemPrompt {
  /** Changes whenever the text does. */
  readonly version: string;
  readonly text: string;
}

/** The same prompt in the languages that there are. */
export interface SystemPrompts {
  readonly en: SystemPrompt;
  readonly zh: SystemPrompt;
}
