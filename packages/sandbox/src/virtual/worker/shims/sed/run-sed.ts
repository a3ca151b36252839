import type { ReplacementPart, SedAddress, SedCommand, SedSubstitution } from "./parse-sed.ts";

export interface SedSettings {
  readonly quiet: boolean;
  readonly separator: string;
}

/** Where lines come from and go to. */
export interface SedStreams {
  readonly lines: readonly string[];
  /** Whether the last line has its end. */
  readonly complete: boolean;
  readonly name: string;
  readonly write: (text: string) => void;
  readonly append: (file: string, text: string) => void;
  /** A file's text, nothing where it can't be read. */
  readonly read: (file: string) => string;
}

/** What `q` said, if anything: the exit code. */
export type SedEnd = number | undefined;

type Step = "next" | "restart" | "quit" | "quit-silently";

/** Runs a script over the lines of one stream. */
export class SedRun {
  readonly #commands: readonly SedCommand[];
  readonly #settings: SedSettings;
  readonly #streams: SedStreams;
  readonly #labels = new Map<string, number>();
  readonly #active = new Map<SedCommand, number>();
  readonly #reading = new Map<string, string[]>();
  #line = 0;
  #pattern = "";
  #hold = "";
  #after: string[] = [];
  #last: RegExp | undefined;
  #exitCode = 0;

  constructor(commands: readonly SedCommand[], settings: SedSettings, streams: SedStreams) {
    this.#commands = commands;
    this.#settings = settings;
    this.#streams = streams;
    for (const [index, { name, text }] of commands.entries()) {
      if (name === ":") this.#labels.set(text, index);
    }
  }

  run(): SedEnd {
    let keep = false;
    while (keep || this.#line < this.#streams.lines.length) {
      if (!keep) this.#pattern = this.#next();
      const step = this.#cycle();
      keep = step === "restart";
      if (!keep && step !== "quit-silently" && !this.#settings.quiet && !this.#deleted) {
        this.#print(this.#pattern);
      }
      this.#deleted = false;
      this.#flush();
      if (step === "quit" || step === "quit-silently") return this.#exitCode;
    }
    return undefined;
  }

  #deleted = false;

  #next(): string {
    this.#line += 1;
    return this.#streams.lines[this.#line - 1] ?? "";
  }

  get #atEnd(): boolean {
    return this.#line >= this.#streams.lines.length;
  }

  #print(text: string): void {
    const open = this.#atEnd && !this.#streams.complete;
    this.#streams.write(open ? text : text + this.#settings.separator);
  }

  #flush(): void {
    if (this.#after.length > 0 && this.#atEnd && !this.#streams.complete) this.#streams.write("\n");
    for (const text of this.#after) this.#streams.write(text);
    this.#after = [];
  }

  #cycle(): Step {
    let substituted = false;
    for (let index = 0; index < this.#commands.length; index += 1) {
      const command = this.#commands[index];
      if (command === undefined) break;
      if (this.#selects(command) === command.not) {
        if (command.name === "{") index = command.end;
        continue;
      }
      switch (command.name) {
        case "s":
          if (command.substitution !== undefined && this.#substitute(command.substitution))
            substituted = true;
          break;
        case "d":
          this.#deleted = true;
          return "next";
        case "D": {
          const newline = this.#pattern.indexOf("\n");
          this.#deleted = true;
          if (newline < 0) return "next";
          this.#pattern = this.#pattern.slice(newline + 1);
          return "restart";
        }
        case "p":
          this.#print(this.#pattern);
          break;
        case "P":
          this.#streams.write(`${this.#pattern.split("\n", 1)[0] ?? ""}\n`);
          break;
        case "n":
          if (this.#atEnd) return this.#settings.quiet ? "quit-silently" : "quit";
          if (!this.#settings.quiet) this.#print(this.#pattern);
          this.#flush();
          this.#pattern = this.#next();
          break;
        case "N":
          if (this.#atEnd) return "quit";
          this.#pattern += `\n${this.#next()}`;
          break;
        case "g":
          this.#pattern = this.#hold;
          break;
        case "G":
          this.#pattern += `\n${this.#hold}`;
          break;
        case "h":
          this.#hold = this.#pattern;
          break;
        case "H":
          this.#hold += `\n${this.#pattern}`;
          break;
        case "x":
          [this.#pattern, this.#hold] = [this.#hold, this.#pattern];
          break;
        case "z":
          this.#pattern = "";
          break;
        case "=":
          this.#streams.write(`${String(this.#line)}\n`);
          break;
        case "F":
          this.#streams.write(`${this.#streams.name}\n`);
          break;
        case "l":
          this.#streams.write(`${visible(this.#pattern)}$\n`);
          break;
        case "a":
          this.#after.push(`${command.text}\n`);
          break;
        case "i":
          this.#streams.write(`${command.text}\n`);
          break;
        case "c":
          this.#deleted = true;
          if (command.to === undefined || command.not || !this.#active.has(command)) {
            this.#streams.write(`${command.text}\n`);
          }
          return "next";
        case "r":
          this.#after.push(this.#streams.read(command.text));
          break;
        case "R": {
          const lines =
            this.#reading.get(command.text) ?? this.#streams.read(command.text).split("\n");
          this.#reading.set(command.text, lines);
          const line = lines.shift();
          if (line !== undefined && (line !== "" || lines.length > 0))
            this.#after.push(`${line}\n`);
          break;
        }
        case "w":
          this.#streams.append(command.text, `${this.#pattern}\n`);
          break;
        case "W":
          this.#streams.append(command.text, `${this.#pattern.split("\n", 1)[0] ?? ""}\n`);
          break;
        case "y":
          this.#pattern = Array.from(this.#pattern, (char) => command.map?.get(char) ?? char).join(
            "",
          );
          break;
        case "q":
        case "Q":
          this.#exitCode = Number(command.text);
          return command.name === "q" ? "quit" : "quit-silently";
        case "b":
          index = this.#jump(command.text);
          break;
        case "t":
          if (substituted) index = this.#jump(command.text);
          substituted = false;
          break;
        case "T":
          if (!substituted) index = this.#jump(command.text);
          substituted = false;
          break;
        default:
          break;
      }
    }
    return "next";
  }

  #jump(label: string): number {
    return label === ""
      ? this.#commands.length
      : (this.#labels.get(label) ?? this.#commands.length);
  }

  #selects(command: SedCommand): boolean {
    const { from, to } = command;
    if (from === undefined) return true;
    if (to === undefined) return this.#matches(from);
    const end = this.#active.get(command);
    if (end === undefined) {
      const zero = from.kind === "line" && from.line === 0 && to.kind === "pattern";
      if (zero && this.#line === 1) {
        if (!this.#matches(to)) this.#active.set(command, Infinity);
        return true;
      }
      if (zero || !this.#matches(from)) return false;
      const until = this.#rangeEnd(to);
      if (until > this.#line) this.#active.set(command, until);
      return true;
    }
    const over = to.kind === "pattern" ? this.#matches(to) : this.#line >= end;
    if (over || (to.kind === "last" && this.#atEnd)) this.#active.delete(command);
    // A line number that has passed ends the range before this line.
    return to.kind !== "line" || this.#line <= to.line;
  }

  #rangeEnd(to: SedAddress): number {
    if (to.kind === "line") return to.line;
    if (to.kind === "plus") return this.#line + to.lines;
    if (to.kind === "multiple")
      return to.of === 0 ? this.#line : Math.ceil(this.#line / to.of) * to.of;
    if (to.kind === "last" && this.#atEnd) return this.#line;
    return Infinity;
  }

  #matches(address: SedAddress): boolean {
    switch (address.kind) {
      case "line":
        return this.#line === address.line;
      case "last":
        return this.#atEnd;
      case "step":
        return address.step === 0
          ? this.#line === address.first
          : this.#line >= address.first && (this.#line - address.first) % address.step === 0;
      case "pattern": {
        const pattern = this.#use(address.pattern);
        pattern.lastIndex = 0;
        return pattern.test(this.#pattern);
      }
      default:
        return false;
    }
  }

  #use(pattern: RegExp | undefined): RegExp {
    this.#last = pattern ?? this.#last;
    return this.#last ?? /(?!)/gu;
  }

  #substitute(how: SedSubstitution): boolean {
    const pattern = this.#use(how.pattern);
    let count = 0;
    let done = false;
    pattern.lastIndex = 0;
    const text = this.#pattern.replace(pattern, (...match: unknown[]) => {
      count += 1;
      if (count < how.nth || (done && !how.global)) return match[0] as string;
      done = true;
      return replacementText(how.replacement, match as string[]);
    });
    if (!done) return false;
    this.#pattern = text;
    if (how.print) this.#print(text);
    if (how.file !== undefined) this.#streams.append(how.file, `${text}\n`);
    return true;
  }
}

function replacementText(
  parts: readonly ReplacementPart[],
  match: readonly (string | undefined)[],
): string {
  let text = "";
  let all: "U" | "L" | undefined;
  let one: "u" | "l" | undefined;
  const add = (piece: string): void => {
    let changed = all === "U" ? piece.toUpperCase() : all === "L" ? piece.toLowerCase() : piece;
    if (one !== undefined && changed !== "") {
      const [first = "", ...rest] = changed;
      changed = (one === "u" ? first.toUpperCase() : first.toLowerCase()) + rest.join("");
      one = undefined;
    }
    text += changed;
  };
  for (const part of parts) {
    if (typeof part === "string") add(part);
    else if (typeof part === "number") {
      const group = match[part];
      if (typeof group === "string") add(group);
    } else if (part.change === "E") all = undefined;
    else if (part.change === "U" || part.change === "L") all = part.change;
    else one = part.change;
  }
  return text;
}

function visible(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll("\r", "\\r");
}
