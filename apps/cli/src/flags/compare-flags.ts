/** How a comparison is printed. */
export const compareFormats = ["text", "markdown", "json"] as const;

/** The flags of `agent-gym compare`, as the command line gave them. */
export interface CompareFlags {
  /** Names of fields that may differ. */
  readonly allow?: readonly string[];
  readonly format: (typeof compareFormats)[number];
  readonly logDir: string;
}
