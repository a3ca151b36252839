import { hash } from "node:crypto";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { minHash, Shingler, similarity, SimilarityIndex } from "../../src/index.ts";

const sizes = { words: 3, characters: 2 };

function jaccard(left: Iterable<number>, right: Iterable<number>): number {
  const one = new Set(left);
  const other = new Set(right);
  const shared = [...one].filter((number) => other.has(number)).length;
  return shared / (one.size + other.size - shared);
}

/** Numbers that look like hashes, the same for the same start. */
function numbers(start: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) =>
    Math.imul((start + index + 1) ^ 0x5bd1e995, 0x9e3779b1),
  );
}

describe("shingles", () => {
  test("do not depend on case, width or punctuation", () => {
    const shingler = new Shingler(sizes);
    const plain = [...shingler.shingles("count the files in the folder")];
    expect([...shingler.shingles("Count the FILES, in the folder!")]).toEqual(plain);
    expect([...shingler.shingles("Ｃｏｕｎｔ　the files — in the folder")]).toEqual(plain);
    expect(plain).toHaveLength(4);
  });

  test("are characters in Chinese, Japanese and Korean, and words elsewhere", () => {
    const shingler = new Shingler(sizes);
    expect(shingler.shingles("统计文件")).toHaveLength(3);
    expect(shingler.shingles("ファイル")).toHaveLength(3);
    expect(shingler.shingles("파일수")).toHaveLength(2);
    // 统计 计w(word) … : a word among characters counts as one.
    expect(shingler.shingles("统计workspace目录")).toHaveLength(4);
  });

  test("a text that is shorter than a shingle is one", () => {
    expect(new Shingler(sizes).shingles("Hello")).toHaveLength(1);
    expect(new Shingler(sizes).shingles(" !? ")).toHaveLength(0);
  });

  test("know their own words", () => {
    const shingler = new Shingler({ words: 2, characters: 4 });
    const seen: string[] = [];
    const text = "Read, then write. 把结果写入文件";
    const places: number[] = [];
    shingler.forEachGram(text, (_, start) => void places.push(start));
    for (const start of places) seen.push(shingler.gramText(start));
    expect(seen.slice(0, 3)).toEqual(["read, then", "then write", "write. 把"]);
    expect(seen).toContain("把结果写");
  });

  test("never fail, whatever the text", () => {
    const shingler = new Shingler(sizes);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(shingler.shingles(text).length).toBeLessThanOrEqual(
          text.normalize("NFKC").length + 1,
        );
      }),
    );
  });
});

describe("signatures", () => {
  test.each([8, 40, 300, 3000])("estimate the similarity of sets of %i", (size) => {
    for (const overlap of [0, 0.25, 0.5, 0.75, 1]) {
      let error = 0;
      const rounds = 20;
      for (let round = 0; round < rounds; round += 1) {
        const start = round * 100_000;
        const left = numbers(start, size);
        const right = numbers(start + Math.round(size * (1 - overlap)), size);
        error += similarity(minHash(left), minHash(right)) - jaccard(left, right);
      }
      expect(Math.abs(error / rounds)).toBeLessThan(0.05);
    }
  });

  test("do not depend on order or repetition", () => {
    fc.assert(
      fc.property(fc.uint32Array({ minLength: 1, maxLength: 60 }), (set) => {
        const twice = Uint32Array.from([...set, ...set].toReversed());
        expect(minHash(twice)).toEqual(minHash(set));
      }),
    );
  });
});

describe("the index", () => {
  test("finds what is like an item, and nothing that is not", () => {
    const shingler = new Shingler(sizes);
    const index = new SimilarityIndex(0.7);
    const words = (seed: number): string[] =>
      Array.from({ length: 60 }, (_, place) => hash("sha1", `${seed}/${place}`).slice(0, 3));
    for (let seed = 0; seed < 2000; seed += 1) {
      index.add(minHash(shingler.shingles(words(seed).join(" "))));
    }
    let wrong = 0;
    for (let seed = 0; seed < 2000; seed += 10) {
      const changed = words(seed).with(30, "changed");
      const found = index.find(minHash(shingler.shingles(changed.join(" "))));
      if (found?.item !== seed) wrong += 1;
      expect(index.find(minHash(shingler.shingles(words(seed + 5000).join(" "))))).toBeUndefined();
    }
    expect(wrong).toBeLessThanOrEqual(2);
    expect(index.size).toBe(2000);
  });

  test("is not slowed down by what everything shares", () => {
    const shingler = new Shingler(sizes);
    const index = new SimilarityIndex(0.95);
    const boilerplate = Array.from({ length: 200 }, (_, place) => `boiler${place}`).join(" ");
    for (let item = 0; item < 5000; item += 1) {
      const signature = minHash(shingler.shingles(`${boilerplate} and item number ${item} of all`));
      index.find(signature);
      index.add(signature);
    }
    expect(index.size).toBe(5000);
  });
});
