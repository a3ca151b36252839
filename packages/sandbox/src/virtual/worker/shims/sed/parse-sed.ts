import { compilePattern, type PatternSyntax } from "../posix-pattern.ts";
import { ShimFault } from "../shim.ts";

export type SedAddress =
  | { readonly kind: "line"; readonly line: number }
  | { readonly kind: "last" }
  | { readonly kind: "step"; readonly first: number; readonly step: number }
  /** No pattern stands for the last one used. */
  | { readonly kind: "pattern"; readonly pattern: RegExp | undefined }
  | { readonly kind: "plus"; readonly lines: number }
  | { readonly kind: "multiple"; readonly of: number };

export interface SedCommand {
  readonly name: string;
  readonly from?: SedAddress;
  readonly to?: SedAddress;
  readonly not: boolean;
  /** Text, label, file name or exit code. */
  readonly text: string;
  readonly substitution?: SedSubstitution;
  readonly map?: ReadonlyMap<string, string>;
  /** Of `{`: where its `}` is. */
  end: number;
}

export interface SedSubstitution {
  readonly pattern: RegExp | undefined;
  readonly replacement: readonly ReplacementPart[];
  readonly global: boolean;
  readonly nth: number;
  readonly print: boolean;
  readonly file: string | undefined;
}

/** Text, a group by number, or a change of case. */
export type ReplacementPart = string | number | { readonly change: "U" | "L" | "u" | "l" | "E" };

/** @throws ShimFault where the script is none. */
export function parseSed(script: string, syntax: PatternSyntax): readonly SedCommand[] {
  const parser = new SedParser(script, syntax);
  return parser.parse();
}

class SedParser {
  readonly #script: string;
  readonly #syntax: PatternSyntax;
  readonly #commands: SedCommand[] = [];
  #at = 0;

  constructor(script: string, syntax: PatternSyntax) {
    this.#script = script;
    this.#syntax = syntax;
  }

  parse(): readonly SedCommand[] {
    const open: number[] = [];
    for (;;) {
      this.#skip(/[\s;]*/uy);
      if (this.#at >= this.#script.length) break;
      if (this.#peek() === "#") {
        this.#skip(/[^\n]*/uy);
        continue;
      }
      const from = this.#address();
      let to: SedAddress | undefined;
      this.#skip(/[ \t]*/uy);
      if (from !== undefined && this.#peek() === ",") {
        this.#at += 1;
        this.#skip(/[ \t]*/uy);
        to = this.#address();
        if (to === undefined) throw this.#fault("unexpected `,'");
      }
      this.#skip(/[ \t]*/uy);
      let not = false;
      while (this.#peek() === "!") {
        not = true;
        this.#at += 1;
        this.#skip(/[ \t]*/uy);
      }
      const name = this.#script[this.#at] ?? "";
      this.#at += 1;
      const command = this.#command(name, {
        not,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      });
      if (name === "{") open.push(this.#commands.length);
      if (name === "}") {
        const start = open.pop();
        if (start === undefined) throw this.#fault("unexpected `}'");
        const opened = this.#commands[start];
        if (opened !== undefined) opened.end = this.#commands.length;
      }
      this.#commands.push(command);
    }
    if (open.length > 0) throw this.#fault("unmatched `{'");
    return this.#commands;
  }

  #command(name: string, where: Pick<SedCommand, "not" | "from" | "to">): SedCommand {
    const plain = { name, text: "", end: 0, ...where };
    if (name === "") throw this.#fault("missing command");
    if ("{}=dDgGhHnNpPxzF".includes(name)) {
      if (name !== "{") this.#end();
      return plain;
    }
    if ("aic".includes(name)) return { ...plain, text: this.#text() };
    if (":btT".includes(name)) {
      const label = this.#take(name === ":" ? /[ \t]*([^\n;]*)/uy : /[ \t]*([^\n;}]*)/uy).trim();
      return { ...plain, text: label };
    }
    if ("rRwW".includes(name)) return { ...plain, text: this.#take(/[ \t]*([^\n]*)/uy) };
    if ("qQlL".includes(name)) {
      const text = this.#take(/[ \t]*(\d*)/uy);
      this.#end();
      return { ...plain, text };
    }
    if (name === "s") return { ...plain, substitution: this.#substitution() };
    if (name === "y") {
      const mark = this.#mark();
      const [from, to] = [this.#until(mark), this.#until(mark)].map((text) =>
        Array.from(text.replaceAll("\\n", "\n").replaceAll("\\t", "\t").replaceAll("\\\\", "\\")),
      );
      if (from?.length !== to?.length) {
        throw this.#fault("strings for `y' command are different lengths");
      }
      this.#end();
      return {
        ...plain,
        map: new Map((from ?? []).map((char, index) => [char, to?.[index] ?? ""])),
      };
    }
    throw this.#fault(`unknown command: \`${name}'`);
  }

  #address(): SedAddress | undefined {
    const char = this.#peek();
    if (/\d/u.test(char)) {
      const first = Number(this.#take(/(\d+)/uy));
      if (this.#peek() !== "~") return { kind: "line", line: first };
      this.#at += 1;
      return { kind: "step", first, step: Number(this.#take(/(\d*)/uy)) };
    }
    if (char === "$") {
      this.#at += 1;
      return { kind: "last" };
    }
    if (char === "+" || char === "~") {
      this.#at += 1;
      const count = Number(this.#take(/(\d+)/uy));
      return char === "+" ? { kind: "plus", lines: count } : { kind: "multiple", of: count };
    }
    if (char !== "/" && char !== "\\") return undefined;
    this.#at += char === "/" ? 0 : 1;
    const source = this.#until(this.#mark());
    const flags = this.#take(/([IM]*)/uy).toLowerCase();
    return { kind: "pattern", pattern: this.#pattern(source, flags) };
  }

  #substitution(): SedSubstitution {
    const mark = this.#mark();
    const source = this.#until(mark);
    const replacement = this.#replacement(mark);
    let flags = "";
    let [global, print, nth] = [false, false, 1];
    let file: string | undefined;
    for (;;) {
      const char = this.#peek();
      if (char === "g") global = true;
      else if (char === "p") print = true;
      else if (char === "i" || char === "I") flags += "i";
      else if (char === "m" || char === "M") flags += "m";
      else if (/[1-9]/u.test(char)) {
        nth = Number(this.#take(/(\d+)/uy));
        continue;
      } else if (char === "w") {
        this.#at += 1;
        file = this.#take(/[ \t]*([^\n]*)/uy);
        break;
      } else if (char === "e") throw this.#fault("the `e' flag is not available here");
      else break;
      this.#at += 1;
    }
    if (file === undefined) this.#end();
    return { pattern: this.#pattern(source, flags), replacement, global, nth, print, file };
  }

  #pattern(source: string, flags: string): RegExp | undefined {
    if (source === "") return undefined;
    return compilePattern(source, { syntax: this.#syntax, flags: `${flags}g` });
  }

  #mark(): string {
    const mark = this.#script[this.#at] ?? "";
    if (mark === "" || mark === "\n") throw this.#fault("unterminated `s' command");
    this.#at += 1;
    return mark;
  }

  /** What stands before the next mark that is not escaped or inside brackets. */
  #until(mark: string): string {
    let text = "";
    let inside = false;
    for (; this.#at < this.#script.length; this.#at += 1) {
      const char = this.#script[this.#at] ?? "";
      if (char === "\\" && !inside) {
        const next = this.#script[this.#at + 1] ?? "";
        this.#at += 1;
        // An escaped mark is the mark itself, whatever it means in a pattern.
        const special = this.#syntax === "extended" && /[(){}|+?.*^$[\]]/u.test(mark);
        text += next === mark && !special ? next : `\\${next}`;
      } else if (char === mark && !inside) {
        this.#at += 1;
        return text;
      } else {
        if (char === "[" && !inside) {
          const start = /^\[\^?\]?/u.exec(this.#script.slice(this.#at))?.[0] ?? "[";
          if (this.#script.indexOf("]", this.#at + start.length) >= 0) {
            inside = true;
            text += start.slice(0, -1);
            this.#at += start.length - 1;
            text += this.#script[this.#at] ?? "";
            continue;
          }
        } else if (char === "[" && /^\[[:.=]/u.test(this.#script.slice(this.#at))) {
          const close = this.#script.indexOf("]", this.#at + 2);
          text += this.#script.slice(this.#at, close + 1);
          this.#at = close;
          continue;
        } else if (char === "]" && inside) inside = false;
        text += char;
      }
    }
    throw this.#fault("unterminated address regex or `s' command");
  }

  #replacement(mark: string): readonly ReplacementPart[] {
    const parts: ReplacementPart[] = [];
    let text = "";
    const push = (part: ReplacementPart): void => {
      if (text !== "") parts.push(text);
      text = "";
      parts.push(part);
    };
    for (; this.#at < this.#script.length; this.#at += 1) {
      const char = this.#script[this.#at] ?? "";
      if (char === mark) {
        this.#at += 1;
        if (text !== "") parts.push(text);
        return parts;
      }
      if (char === "&") push(0);
      else if (char !== "\\") text += char;
      else {
        this.#at += 1;
        const next = this.#script[this.#at] ?? "";
        if (/\d/u.test(next)) push(Number(next));
        else if ("ULulE".includes(next)) push({ change: next as "U" });
        else text += { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", a: "\x07" }[next] ?? next;
      }
    }
    throw this.#fault("unterminated `s' command");
  }

  /** The text of `a`, `i` and `c`: to the end of the line, or on after a backslash. */
  #text(): string {
    this.#skip(/[ \t]*/uy);
    if (this.#peek() === "\\") {
      this.#at += 1;
      this.#skip(/[ \t]*\n?/uy);
    }
    let text = "";
    for (; this.#at < this.#script.length; this.#at += 1) {
      const char = this.#script[this.#at] ?? "";
      if (char === "\n") break;
      if (char === "\\") {
        this.#at += 1;
        const next = this.#script[this.#at] ?? "";
        text += next === "t" ? "\t" : next;
      } else text += char;
    }
    return text;
  }

  #end(): void {
    this.#skip(/[ \t]*/uy);
    const char = this.#peek();
    if (char !== "" && !";\n}#".includes(char)) throw this.#fault("extra characters after command");
  }

  #peek(): string {
    return this.#script[this.#at] ?? "";
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#script)?.[0].length ?? 0;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#script);
    this.#at += match?.[0].length ?? 0;
    return match?.[1] ?? "";
  }

  #fault(message: string): ShimFault {
    return new ShimFault(`-e expression #1, char ${String(this.#at)}: ${message}`);
  }
}
