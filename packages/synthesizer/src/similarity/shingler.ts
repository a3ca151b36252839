/** How long shingles are. */
export interface ShingleSizes {
  /** Words of a shingle in scripts that separate them. */
  readonly words: number;
  /** Characters of a shingle in Chinese, Japanese and Korean. */
  readonly characters: number;
}

const word = 1;
const wide = 2;

let classes: Uint8Array | undefined;

/** What each UTF-16 code unit is: part of a word, a character that stands for itself, or neither. */
function unitClasses(): Uint8Array {
  if (classes !== undefined) return classes;
  classes = new Uint8Array(65_536);
  const letter = /[\p{L}\p{N}\p{M}]/u;
  for (let unit = 0; unit < 65_536; unit += 1) {
    // Rare ideographs and emoji come as pairs; each half counts as a character.
    if (unit >= 0xd800 && unit <= 0xdfff) classes[unit] = wide;
    else if (letter.test(String.fromCharCode(unit))) classes[unit] = isWide(unit) ? wide : word;
  }
  return classes;
}

function isWide(unit: number): boolean {
  return (
    (unit >= 0x3040 && unit <= 0x30ff) ||
    (unit >= 0x3400 && unit <= 0x9fff) ||
    (unit >= 0xac00 && unit <= 0xd7af) ||
    (unit >= 0xf900 && unit <= 0xfaff)
  );
}

/**
 * Cuts texts into overlapping shingles and hashes them: runs of words, and of characters where a
 * script does not separate words. Letter case, width and punctuation do not count. Linear.
 */
export class Shingler {
  readonly #sizes: ShingleSizes;
  #tokens = new Uint32Array(1024);
  #wide = new Uint8Array(1024);
  #ends = new Uint32Array(1024);
  #count = 0;
  #shingles = new Uint32Array(1024);
  #text = "";

  constructor(sizes: ShingleSizes) {
    this.#sizes = sizes;
  }

  /**
   * The hashes of a text's shingles, in order; a text that is shorter than one is one shingle. Valid
   * until the next call.
   */
  shingles(text: string): Uint32Array {
    this.#tokenize(text);
    const count = this.#count;
    if (this.#shingles.length < count + 1) this.#shingles = new Uint32Array(count * 2);
    const shingles = this.#shingles;
    let length = 0;
    for (let start = 0; start < count; start += 1) {
      const size = this.#sizeAt(start);
      if (start + size > count) continue;
      shingles[length] = this.#hash(start, size);
      length += 1;
    }
    if (length === 0 && count > 0) {
      shingles[0] = this.#hash(0, count);
      length = 1;
    }
    return shingles.subarray(0, length);
  }

  /**
   * Calls back with 44 bits of each shingle's hash and its place, until told to stop. A text that is
   * shorter than a shingle has none.
   */
  forEachGram(text: string, visit: (hash: number, start: number) => boolean | void): void {
    this.#tokenize(text);
    for (let start = 0; start < this.#count; start += 1) {
      const size = this.#sizeAt(start);
      if (start + size > this.#count) continue;
      const low = this.#hash(start, size);
      const more = this.#hash(start, size, 0x85ebca6b) & 0xfff;
      if (visit(low * 4096 + more, start) === true) return;
    }
  }

  /** The text of the shingle at a place that {@link forEachGram} gave, as it was compared. */
  gramText(start: number): string {
    const from = start === 0 ? 0 : (this.#ends[start - 1] ?? 0);
    const last = Math.min(start + this.#sizeAt(start), this.#count) - 1;
    return this.#text
      .slice(from, this.#ends[last])
      .replace(/^[^\p{L}\p{N}\p{M}\p{Surrogate}]+/u, "");
  }

  #sizeAt(start: number): number {
    return this.#wide[start] === 1 ? this.#sizes.characters : this.#sizes.words;
  }

  #hash(start: number, size: number, seed = 0x9e3779b1): number {
    let hash = seed;
    for (let index = start; index < start + size; index += 1) {
      hash = Math.imul((hash << 5) ^ (hash >>> 27) ^ (this.#tokens[index] ?? 0), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  #tokenize(text: string): void {
    const plain = text.normalize("NFKC").toLowerCase();
    const table = unitClasses();
    this.#text = plain;
    this.#count = 0;
    let hash = 0;
    let inWord = false;
    for (let index = 0; index < plain.length; index += 1) {
      const unit = plain.charCodeAt(index);
      const kind = table[unit];
      if (kind === word) {
        hash = Math.imul((inWord ? hash : 0x811c9dc5) ^ unit, 0x01000193);
        inWord = true;
        continue;
      }
      if (inWord) this.#push(hash, 0, index);
      inWord = false;
      if (kind === wide) this.#push(Math.imul(unit ^ 0x811c9dc5, 0x01000193), 1, index + 1);
    }
    if (inWord) this.#push(hash, 0, plain.length);
  }

  #push(hash: number, isCharacter: 0 | 1, end: number): void {
    if (this.#count === this.#tokens.length) this.#grow();
    this.#tokens[this.#count] = hash >>> 0;
    this.#wide[this.#count] = isCharacter;
    this.#ends[this.#count] = end;
    this.#count += 1;
  }

  #grow(): void {
    const length = this.#tokens.length * 2;
    this.#tokens = copyInto(new Uint32Array(length), this.#tokens);
    this.#wide = copyInto(new Uint8Array(length), this.#wide);
    this.#ends = copyInto(new Uint32Array(length), this.#ends);
  }
}

function copyInto<List extends Uint32Array | Uint8Array>(target: List, source: List): List {
  target.set(source);
  return target;
}
