/** How many places a signature has; a power of two. */
export const signatureLength = 128;

/** So many of a hash's highest bits name a place. */
const placeBits = 7;

const least = new Uint32Array(signatureLength);
const filledIn = new Uint16Array(signatureLength);

/**
 * The signature of a set of shingles, one byte per place. Two sets agree in a place with the
 * probability of their Jaccard similarity, and by chance in one of 256.
 *
 * Fast similarity sketching (Dahlgaard, Knudsen and Thorup, FOCS 2017): in each round every shingle
 * falls into one place, which keeps the least; rounds go on until no place is empty. It estimates as
 * well as 128 separate hash functions do, in about one pass over the set. Of each place the lowest
 * eight bits are kept (b-bit minwise hashing, Li and König 2010).
 */
export function minHash(shingles: Uint32Array): Uint8Array {
  const signature = new Uint8Array(signatureLength);
  if (shingles.length === 0) return signature;
  filledIn.fill(0);
  let empty = signatureLength;
  for (let round = 1; empty > 0; round += 1) {
    // After as many rounds as places the rest is filled one by one, so that it comes to an end.
    const place = round - 1 - signatureLength;
    if (place >= 0) {
      if (filledIn[place] === 0) {
        fillPlace(shingles, round, place);
        empty -= 1;
      }
      continue;
    }
    empty -= fillRound(shingles, round);
  }
  for (let place = 0; place < signatureLength; place += 1) {
    signature[place] = mix((least[place] as number) ^ (filledIn[place] as number)) >>> 24;
  }
  return signature;
}

/** Estimates the Jaccard similarity of two sets from their signatures, from 0 to 1. */
export function similarity(left: Uint8Array, right: Uint8Array, rightStart = 0): number {
  let same = 0;
  for (let place = 0; place < signatureLength; place += 1) {
    if (left[place] === right[rightStart + place]) same += 1;
  }
  const chance = 1 / 256;
  return Math.max(0, (same / signatureLength - chance) / (1 - chance));
}

/** Lets every shingle fall into a place; those that earlier rounds filled stay. Returns how many were filled. */
function fillRound(shingles: Uint32Array, round: number): number {
  const salt = Math.imul(round, 0x9e3779b1);
  let filled = 0;
  for (let index = 0; index < shingles.length; index += 1) {
    const hash = mix((shingles[index] as number) ^ salt);
    const place = hash >>> (32 - placeBits);
    const since = filledIn[place] as number;
    if (since === 0) {
      filledIn[place] = round;
      least[place] = hash;
      filled += 1;
    } else if (since === round && hash < (least[place] as number)) {
      least[place] = hash;
    }
  }
  return filled;
}

function fillPlace(shingles: Uint32Array, round: number, place: number): void {
  const salt = Math.imul(round, 0x9e3779b1);
  let minimum = 0xffffffff;
  for (let index = 0; index < shingles.length; index += 1) {
    minimum = Math.min(minimum, mix((shingles[index] as number) ^ salt));
  }
  filledIn[place] = round;
  least[place] = minimum;
}

/** A permutation of the 32-bit numbers in which every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return (hash ^ (hash >>> 15)) >>> 0;
}
