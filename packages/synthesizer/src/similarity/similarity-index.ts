import { signatureLength, similarity } from "./min-hash.ts";

/** Something in the index that is like what was asked for. */
export interface SimilarItem {
  /** Its number, from 0, in the order in which items were added. */
  readonly item: number;
  /** Estimated Jaccard similarity. */
  readonly similarity: number;
}

/** At most so many candidates of one band are compared: boilerplate that all share proves nothing. */
const maximumCandidates = 64;

/**
 * Finds signatures that are like one another without comparing all pairs (locality-sensitive hashing
 * by bands). About 400 bytes an item, in flat arrays.
 */
export class SimilarityIndex {
  /** Estimated Jaccard similarity from which on two items are alike. */
  readonly threshold: number;
  readonly #rows: number;
  readonly #bands: number;
  #signatures = new Uint8Array(signatureLength * 256);
  #next = new Int32Array(0);
  #heads = new Int32Array(0);
  #mask = 0;
  #count = 0;

  /** @param threshold similarity from which on two items are alike, above 0 and up to 1. */
  constructor(threshold: number) {
    this.threshold = threshold;
    this.#rows = bandRows(threshold);
    this.#bands = Math.floor(signatureLength / this.#rows);
    this.#next = new Int32Array(256 * this.#bands);
    this.#rehash();
  }

  /** How many items were added. */
  get size(): number {
    return this.#count;
  }

  /** The most similar item at or above the threshold; the earliest of equals. */
  find(signature: Uint8Array): SimilarItem | undefined {
    let best: SimilarItem | undefined;
    let previous = -1;
    for (let band = 0; band < this.#bands; band += 1) {
      let entry = this.#heads[this.#bucket(signature, 0, band)] ?? -1;
      for (let seen = 0; entry !== -1 && seen < maximumCandidates; seen += 1) {
        const item = Math.floor(entry / this.#bands);
        if (item !== previous) {
          previous = item;
          const alike = similarity(signature, this.#signatures, item * signatureLength);
          if (
            alike >= this.threshold &&
            (best === undefined ||
              alike > best.similarity ||
              (alike === best.similarity && item < best.item))
          ) {
            best = { item, similarity: alike };
          }
        }
        entry = this.#next[entry] ?? -1;
      }
    }
    return best;
  }

  /** Adds an item, and returns its number. */
  add(signature: Uint8Array): number {
    const item = this.#count;
    if ((item + 1) * signatureLength > this.#signatures.length) this.#grow();
    this.#signatures.set(signature, item * signatureLength);
    this.#count += 1;
    this.#link(item);
    return item;
  }

  #link(item: number): void {
    for (let band = 0; band < this.#bands; band += 1) {
      const bucket = this.#bucket(this.#signatures, item * signatureLength, band);
      const entry = item * this.#bands + band;
      this.#next[entry] = this.#heads[bucket] ?? -1;
      this.#heads[bucket] = entry;
    }
  }

  #bucket(signature: Uint8Array, start: number, band: number): number {
    let hash = Math.imul(band + 1, 0x9e3779b1);
    const from = start + band * this.#rows;
    for (let index = from; index < from + this.#rows; index += 1) {
      hash = Math.imul(hash ^ (signature[index] ?? 0), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    return ((hash ^ (hash >>> 13)) >>> 0) & this.#mask;
  }

  #grow(): void {
    const signatures = new Uint8Array(this.#signatures.length * 2);
    signatures.set(this.#signatures);
    this.#signatures = signatures;
    this.#next = new Int32Array(this.#next.length * 2);
    this.#rehash();
  }

  #rehash(): void {
    let buckets = 1024;
    while (buckets < this.#next.length) buckets *= 2;
    this.#heads = new Int32Array(buckets).fill(-1);
    this.#mask = buckets - 1;
    for (let item = 0; item < this.#count; item += 1) this.#link(item);
  }
}

/** Places of a band: as many as still find 99 of 100 pairs that are exactly at the threshold. */
function bandRows(threshold: number): number {
  for (let rows = 16; rows > 1; rows -= 1) {
    const missed = (1 - threshold ** rows) ** Math.floor(signatureLength / rows);
    if (missed <= 0.01) return rows;
  }
  return 1;
}
