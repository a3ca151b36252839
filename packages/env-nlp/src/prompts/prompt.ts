/** What a role is told about its part. */
export interface Prompt {
  /** As in `user.en@1`: changes with every word of the text. Recorded, and part of cache keys. */
  readonly version: string;
  readonly text: string;
}
