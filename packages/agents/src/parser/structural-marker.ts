/**
 * Text that means structure to some family of models: tags of calls, results and thoughts, and the
 * control tokens of chat templates (`<|im_end|>`, `<｜User｜>`, `[TOOL_CALLS]`, …). Every part of it is
 * bounded, so looking for it is linear.
 */
const tags =
  "/?(?:tool_call|tool_response|tool_result|tools|think|start_of_turn|end_of_turn)(?=[\\s/>])" +
  "|/?(?:function|parameter)(?==|>)" +
  "|\\|[A-Za-z0-9_ ]{1,48}\\|>" +
  "|/?｜";
const brackets = "TOOL_CALLS\\]|TOOL_RESULTS\\]|/?INST\\]|/?AVAILABLE_TOOLS\\]";

const marker = new RegExp(`<(?=${tags})|\\[(?=${brackets})`, "g");
const markerHere = new RegExp(`<(?:${tags})|\\[(?:${brackets})`, "y");

/** Whether a structural marker stands at that place. */
export function isStructuralMarker(text: string, position: number): boolean {
  const code = text.charCodeAt(position);
  if (code !== 0x3c && code !== 0x5b) return false;
  markerHere.lastIndex = position;
  return markerHere.test(text);
}

/**
 * The same text, with the first character of every structural marker written as an HTML entity
 * (`&lt;`, `&#91;`): it stays readable, and no reader of the prompt takes it for structure. Lone
 * surrogates, which no tokenizer takes, become U+FFFD. Everything else stays as it is.
 */
export function neutralise(text: string): string {
  return text
    .replace(marker, (first) => (first === "<" ? "&lt;" : "&#91;"))
    .replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** JSON text whose strings hold no structural marker: the first character is written as `\u003c`. */
export function neutraliseJson(json: string): string {
  return json.replace(marker, (first) => (first === "<" ? "\\u003c" : "\\u005b"));
}
