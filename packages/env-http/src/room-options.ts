import * as z from "zod";

/** What whoever runs it may set. */
export interface RoomOptions {
  readonly pageSize: number;
  readonly burst: number;
  readonly requests: number;
  readonly deadline: number;
  readonly longestAnswer: number;
}

/** The options, with their defaults. */
export const roomOptionsSchema: z.ZodType<RoomOptions> = z.strictObject({
  pageSize: z
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe("How many rows the service puts on a page."),
  burst: z
    .int()
    .min(0)
    .max(1000)
    .default(15)
    .describe("After how many requests in a row it answers 429; 0 for never."),
  requests: z.int().min(1).max(2000).default(300).describe("The most requests of an episode."),
  deadline: z.number().min(0.05).max(300).default(10).describe("The most seconds of a request."),
  longestAnswer: z
    .int()
    .min(200)
    .max(200_000)
    .default(20_000)
    .describe("How many characters of an answer's body are shown."),
});
