import { runInNewContext } from "node:vm";

/** How a pattern is tried on a text. */
export interface MatchPatternOptions {
  /** A regular expression of JavaScript. */
  readonly pattern: string;
  /** Default: none. */
  readonly flags?: string;
  /** Matches beyond this number are not looked for. Default: 1. */
  readonly most?: number;
  /** Milliseconds after which the search is given up. Default: 2,000. */
  readonly timeoutMs?: number;
}

/** What a search found. */
export interface PatternMatches {
  readonly searched: true;
  /** How many matches there are, up to `most`. */
  readonly count: number;
  /** What the first group of the first match caught, if there is such a group and it took part. */
  readonly group: string | undefined;
}

/** Why a text could not be searched. */
export interface SearchFailure {
  readonly searched: false;
  readonly problem: string;
}

const maximumCharacters = 1_000_000;

/**
 * Looks for a task's pattern in what an agent wrote. Some patterns take exponential time on texts
 * made for them, and a regular expression can't be interrupted from the thread that it blocks, save
 * by the time limit of `node:vm`. A search that ends too late, or a text of more than a million
 * characters, is a failure of the text: it is said, never thrown.
 *
 * @throws SyntaxError when the pattern or its flags are none.
 */
export function matchPattern(
  text: string,
  { pattern, flags = "", most = 1, timeoutMs = 2_000 }: MatchPatternOptions,
): PatternMatches | SearchFailure {
  const expression = new RegExp(pattern, `${flags}g`);
  const shown = `/${pattern}/${flags}`;
  if (text.length > maximumCharacters) {
    const size = `${text.length} characters, more than ${maximumCharacters}`;
    return { searched: false, problem: `too long a text to look for ${shown} in: ${size}` };
  }
  const scope: Search = { text, expression, most, count: 0 };
  try {
    runInNewContext(search, scope, { timeout: timeoutMs });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return { searched: false, problem: `the search for ${shown} did not end in ${timeoutMs} ms` };
  }
  return { searched: true, count: scope.count, group: scope.group };
}

interface Search {
  readonly text: string;
  readonly expression: RegExp;
  readonly most: number;
  count: number;
  group?: string;
}

/** Sees the fields of a {@link Search} as its global variables. */
const search = `
for (const match of text.matchAll(expression)) {
  if (count === 0) group = match[1];
  count += 1;
  if (count >= most) break;
}
`;
