import { ShimFault } from "../shim.ts";
import { fieldsOf } from "./awk-records.ts";
import type { AwkScope } from "./awk-scope.ts";
import type { AwkValue } from "./awk-values.ts";
import { fromInput, toNumber, toText } from "./awk-values.ts";

/** `$0` and its fields, each made anew from the other when that changes. */
export class AwkRecord {
  readonly #scope: AwkScope;
  #fields: AwkValue[] = [];
  #text = "";
  /** The fields have changed since the text was made. */
  #stale = false;

  constructor(scope: AwkScope) {
    this.#scope = scope;
  }

  /** `$0`. */
  get text(): string {
    if (this.#stale) {
      const format = this.#scope.text("CONVFMT");
      const texts = Array.from(this.#fields, (field) => toText(field, format));
      this.#text = texts.join(this.#scope.text("OFS"));
      this.#stale = false;
    }
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.#stale = false;
    this.#fields = this.split(text, this.#scope.text("FS")).map(fromInput);
    this.#scope.set("NF", this.#fields.length);
  }

  /** @throws ShimFault for a number below 0. */
  field(index: number): AwkValue {
    if (index === 0) return fromInput(this.text);
    if (index < 0) throw new ShimFault(`trying to access out of range field ${String(index)}`, 2);
    return this.#fields[index - 1] ?? (index <= this.#fields.length ? "" : undefined);
  }

  setField(index: number, value: AwkValue): void {
    if (index === 0) {
      this.text = toText(value, this.#scope.text("CONVFMT"));
      return;
    }
    while (this.#fields.length < index - 1) this.#fields.push("");
    this.#fields[index - 1] = value;
    this.#scope.set("NF", this.#fields.length);
    this.#stale = true;
  }

  /** What setting `NF` does. */
  resize(value: AwkValue): void {
    const count = Math.max(0, Math.trunc(toNumber(value)));
    this.#fields.length = Math.min(this.#fields.length, count);
    while (this.#fields.length < count) this.#fields.push("");
    this.#stale = true;
  }

  /** A text's fields, as a record's are. */
  split(text: string, separator: string): readonly string[] {
    return fieldsOf(text, separator, { paragraphs: this.#scope.text("RS") === "" });
  }
}
