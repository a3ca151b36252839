/**
 * Finds needles in one text. Each needle's last answer is kept, so asking at positions that only grow
 * costs one pass over the text, however often one asks.
 */
export class ForwardSearch {
  readonly text: string;
  readonly #known = new Map<string, { readonly from: number; readonly at: number }>();

  constructor(text: string) {
    this.text = text;
  }

  /** Where the needle stands first at or after `from`; the text's length when it does not. */
  next(needle: string, from: number): number {
    const known = this.#known.get(needle);
    if (known !== undefined && known.from <= from && from <= known.at) return known.at;
    const found = this.text.indexOf(needle, from);
    const at = found === -1 ? this.text.length : found;
    this.#known.set(needle, { from, at });
    return at;
  }

  /** The first place at or after `from` where any of the needles stands. */
  nextOf(needles: readonly string[], from: number): number {
    let nearest = this.text.length;
    for (const needle of needles) nearest = Math.min(nearest, this.next(needle, from));
    return nearest;
  }
}
