/**
 * What a parser had to overlook, mend or refuse. A turn may carry several; each stands once, in the
 * order in which they came up.
 *
 * Calls that are kept:
 * - `repaired`: not valid JSON as written; mended and marked on the call itself
 * - `unknown-tool`: well-formed, but there is no such tool
 * - `duplicate-key`: a key stands twice in one object; the last one counts
 * - `unsafe-integer`: an integer beyond 2^53, which loses digits
 * - `unclosed-tag`: the call was whole, its closing tag was missing
 * - `doubled-tag`: an opening tag stood twice
 * - `leading-garbage`, `trailing-garbage`: words beside the JSON of a call, overlooked
 * - `bare-json`: the whole message was a call without any tag
 * - `calls-in-text`: native calls were expected, the server left them in the text
 * - `native-calls`: calls were expected in the text, the server took them out
 * - `duplicate-call`: the text repeats a native call; it counts once
 *
 * Calls that are refused, each with a malformed call that says why:
 * - `truncated`: cut off before its end
 * - `invalid-json`, `too-deep`, `empty`, `malformed-block`, `unopened-tag`
 * - `missing-name`, `invalid-name`, `missing-arguments`, `arguments-not-object`
 * - `too-many-calls`: beyond {@link maximumCalls} of one turn
 *
 * Thoughts and the rest:
 * - `implicit-think-end`: a call ended a thought that was not closed
 * - `implicit-think-start`: a thought was closed that was not opened; calls in it don't count
 * - `unclosed-think`: the turn ended inside a thought
 * - `call-in-thought`: a finished thought holds what looks like a call; it is not executed, and a turn
 *   that says nothing else is refused
 * - `stray-tag`: a closing tag of a thought that belongs to nothing
 * - `invented-result`: the model wrote a tool's result itself; it and all after it is left out
 */
export type ParseFlag =
  | "repaired"
  | "unknown-tool"
  | "duplicate-key"
  | "unsafe-integer"
  | "unclosed-tag"
  | "doubled-tag"
  | "leading-garbage"
  | "trailing-garbage"
  | "bare-json"
  | "calls-in-text"
  | "native-calls"
  | "duplicate-call"
  | "truncated"
  | "invalid-json"
  | "too-deep"
  | "empty"
  | "malformed-block"
  | "unopened-tag"
  | "missing-name"
  | "invalid-name"
  | "missing-arguments"
  | "arguments-not-object"
  | "too-many-calls"
  | "implicit-think-end"
  | "implicit-think-start"
  | "unclosed-think"
  | "call-in-thought"
  | "stray-tag"
  | "invented-result";
