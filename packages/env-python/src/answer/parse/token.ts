/** A piece of an answer. */
export interface Token {
  readonly kind:
    | "number"
    /** One letter, or a named one such as `alpha`. */
    | "letter"
    /** Several letters of plain text that are not a product of variables. */
    | "word"
    /** What `\text{…}` held, trimmed. */
    | "text"
    /** A function, by the name in {@link functionNames}'s values. */
    | "function"
    /** A LaTeX command that has arguments or a meaning of its own. */
    | "command"
    /** A run of Chinese characters. */
    | "han"
    | "operator"
    | "end";
  readonly text: string;
  /** White space stands before it. */
  readonly spaced: boolean;
}

/** How to read a comma between two digits. */
export type CommaReading = "list" | "thousands" | "decimal";
