const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ";
const superscriptMeanings = "0123456789+-()ni";
const subscripts = "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙₖ";
const subscriptMeanings = "0123456789+-()nk";

const fractions: Readonly<Record<string, readonly [number, number]>> = {
  "½": [1, 2],
  "⅓": [1, 3],
  "⅔": [2, 3],
  "¼": [1, 4],
  "¾": [3, 4],
  "⅕": [1, 5],
  "⅖": [2, 5],
  "⅗": [3, 5],
  "⅘": [4, 5],
  "⅙": [1, 6],
  "⅚": [5, 6],
  "⅐": [1, 7],
  "⅛": [1, 8],
  "⅜": [3, 8],
  "⅝": [5, 8],
  "⅞": [7, 8],
  "⅑": [1, 9],
  "⅒": [1, 10],
};

/** Characters that stand for others, once compatibility forms are folded (NFKC). */
const replacements: Readonly<Record<string, string>> = {
  "−": "-",
  "‐": "-",
  "‑": "-",
  "‒": "-",
  "–": "-",
  "—": "-",
  "⁄": "/",
  "∕": "/",
  "×": "\\times ",
  "⋅": "\\cdot ",
  "·": "\\cdot ",
  "∙": "\\cdot ",
  "•": "\\cdot ",
  "÷": "\\div ",
  "±": "\\pm ",
  "∓": "\\mp ",
  "≤": "\\le ",
  "⩽": "\\le ",
  "≦": "\\le ",
  "≥": "\\ge ",
  "⩾": "\\ge ",
  "≧": "\\ge ",
  "≠": "\\ne ",
  "≈": "\\approx ",
  "≒": "\\approx ",
  "∈": "\\in ",
  "∉": "\\notin ",
  "∪": "\\cup ",
  "∩": "\\cap ",
  "∖": "\\setminus ",
  "∅": "\\emptyset ",
  "∞": "\\infty ",
  "√": "\\surd ",
  "∛": "\\cuberoot ",
  "∣": "|",
  "∥": "\\parallel ",
  "∠": "\\angle ",
  "△": "\\triangle ",
  "⊥": "\\perp ",
  "′": "'",
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "∶": ":",
  "、": ", ",
  "。": ". ",
  "⟨": "\\langle ",
  "⟩": "\\rangle ",
  "→": "\\to ",
  "∑": "\\sum ",
  "∏": "\\prod ",
  "∫": "\\int ",
  ℝ: "\\mathbb{R}",
  ℤ: "\\mathbb{Z}",
  ℕ: "\\mathbb{N}",
  ℚ: "\\mathbb{Q}",
  ℂ: "\\mathbb{C}",
};

const foldedLater = new RegExp(
  `[${Object.keys(replacements)
    .filter((character) => !"ℝℤℕℚℂ".includes(character))
    .join("")}]`,
  "gu",
);

/**
 * One way to write each thing: full-width forms become ASCII, typographic signs become LaTeX
 * commands, superscripts become `^{…}`, invisible characters go. Linear; grows a text at most tenfold.
 */
export function normalizeCharacters(text: string): string {
  // Most answers are plain ASCII.
  if (!/[^\n\u0020-\u007e]/.test(text)) return repairEscapes(text);
  const folded = text
    .replaceAll(/[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]/g, "")
    // What "\frac" and "\boxed" become in a string literal that was not meant as one.
    .replaceAll(/\f(?=rac)/g, "\\f")
    .replaceAll(/[\b](?=oxed|egin|inom)/g, "\\b")
    .replaceAll(/[㎡㎢㎠㎥㎤]/g, (square) => squareUnits[square] ?? square)
    .replaceAll(
      /[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ]+/g,
      (run) => `^{${swap(run, superscripts, superscriptMeanings)}}`,
    )
    .replaceAll(/[₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙₖ]+/g, (run) => `_{${swap(run, subscripts, subscriptMeanings)}}`)
    .replaceAll(/[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒]/g, (one) => {
      const [top, bottom] = fractions[one] ?? [0, 1];
      return `\\frac{${top}}{${bottom}}`;
    })
    .replaceAll(/[ℝℤℕℚℂ]/g, (set) => replacements[set] ?? set)
    .normalize("NFKC")
    .replaceAll(foldedLater, (character) => replacements[character] ?? character);
  return repairEscapes(folded);
}

const squareUnits: Readonly<Record<string, string>> = {
  "㎡": "m^2",
  "㎢": "km^2",
  "㎠": "cm^2",
  "㎥": "m^3",
  "㎤": "cm^3",
};

function swap(run: string, from: string, to: string): string {
  return Array.from(run)
    .map((character) => to[from.indexOf(character)] ?? "")
    .join("");
}

/** Commands that come with two backslashes where a text was escaped once too often. */
const doubled =
  /(?<!\\)\\\\(?=(?:[dt]?frac|boxed|sqrt|text|left|right|pi|cdot|times|leq?|geq?|infty|cup|circ|begin|end|in|pm|binom|mathrm|mathbf|mathbb)(?![a-zA-Z]))/g;

function repairEscapes(text: string): string {
  return text.includes("\\\\") ? text.replaceAll(doubled, "\\") : text;
}
