/** What a limit gave: answers per millisecond. */
interface Measured {
  readonly limit: number;
  readonly rate: number;
}

// How many per cent more answers one per cent more calls at a time must bring. Less is asked for
// going up than for staying up: a queue does less harm than an idle server.
const leastToDouble = 0.5;
const leastToStepUp = 0.35;
const leastToStayUp = 0.2;
const stepFactor = 4 / 3;
// How much more than it needs a server is given, so that it never runs dry.
const headroom = 1.1;
const leastAnswers = 32;
// Near the knee steps are small, and chance is large beside them.
const leastAnswersOfStep = 64;
const answersPerStep = 3;
const shortestRest = 2;
const longestRest = 16;
// A rate that fell so far, at the same limit, is looked into.
const fallFactor = 0.75;

type Phase = "doubling" | "resting" | "step-up" | "step-down";

/**
 * Finds how many calls at a time a server can use when it never refuses one but lets them queue:
 * more are worth it while they bring more answers per second. Latencies are not compared, since
 * answers differ in length; the rate of answers is, at one limit and then at another.
 *
 * It starts by doubling. Once doubling brings too little, it settles a little above where the rate
 * stopped growing (by Little's law, calls at a time = rate × latency), and from then on tries a
 * third more and a quarter less in turns, the more seldom the longer nothing changes.
 */
export class ThroughputClimb {
  readonly #most: number;
  #limit: number;
  #phase: Phase = "doubling";
  /** What the next measurement is compared with. */
  #before: Measured | undefined;
  /** When the window began; `undefined` while the limit is not used up. */
  #since: number | undefined;
  #lastAt = 0;
  #falls = false;
  #answers = 0;
  #rests = 0;
  #rest = shortestRest;
  #lastStep: "step-up" | "step-down" = "step-down";

  /** `most` is never exceeded, and what is below it is not tried as long as all goes well. */
  constructor(start: number, most: number) {
    this.#most = most;
    this.#limit = Math.min(start, most);
    if (start >= most) this.settle(most);
  }

  get isDoubling(): boolean {
    return this.#phase === "doubling";
  }

  sent(now: number): void {
    this.#since ??= now;
  }

  /** The limit was not used up: what was counted says nothing. */
  pause(): void {
    this.#since = undefined;
    this.#answers = 0;
  }

  /** Takes over a limit that something else has found. */
  settle(limit: number): void {
    this.#limit = Math.min(limit, this.#most);
    this.#phase = "resting";
    this.#before = undefined;
    this.#rests = 0;
    this.pause();
  }

  /** Counts an answer; gives the limit from now on. */
  answered(now: number): number {
    const since = (this.#since ??= now);
    if (this.#answers >= this.#wanted() && this.#endsBurst(since, now)) {
      const measured = this.#measure(since);
      this.#since = this.#lastAt;
      this.#answers = 0;
      this.#judge(measured);
    }
    this.#answers += 1;
    this.#lastAt = now;
    if (this.#phase === "doubling" && this.#answers >= this.#generation() && now > since) {
      const measured = this.#measure(since);
      // Whatever else comes could only speak for it more strongly.
      if (this.#paysToDouble(measured)) {
        this.#since = now;
        this.#answers = 0;
        this.#double(measured);
      }
    }
    return this.#limit;
  }

  /** Answers to calls that were sent together come together: half of such a burst would mislead. */
  #endsBurst(since: number, now: number): boolean {
    const gapMs = (this.#lastAt - since) / this.#answers;
    return this.#lastAt > since && now - this.#lastAt >= gapMs;
  }

  #measure(since: number): Measured {
    return { limit: this.#limit, rate: this.#answers / (this.#lastAt - since) };
  }

  /** Answers that show what a limit gives. */
  #generation(): number {
    const limit = Math.ceil(this.#limit);
    return Math.max(limit, Math.min(2 * limit, leastAnswers));
  }

  /** Answers for a judgement: against doubling none is made on the first impression. */
  #wanted(): number {
    return this.#phase === "doubling"
      ? 2 * this.#generation()
      : Math.max(answersPerStep * Math.ceil(this.#limit), leastAnswersOfStep);
  }

  #judge(measured: Measured): void {
    const before = this.#before ?? measured;
    switch (this.#phase) {
      case "doubling":
        if (this.#paysToDouble(measured)) this.#double(measured);
        else {
          const knee = (before.limit * measured.rate) / before.rate;
          this.settle(Math.max(before.limit, Math.min(knee, measured.limit)) * headroom);
          this.#rest = 1;
        }
        return;
      case "resting":
        this.#endRest(measured);
        return;
      default:
        this.#endStep(before, measured);
    }
  }

  #paysToDouble(measured: Measured): boolean {
    return this.#before === undefined || elasticity(this.#before, measured) >= leastToDouble;
  }

  #double(measured: Measured): void {
    if (this.#limit * 2 >= this.#most) {
      this.settle(this.#most);
      return;
    }
    this.#before = measured;
    this.#limit *= 2;
  }

  #endRest(measured: Measured): void {
    // The window in which the rate fell saw both rates: the next one tells the new one alone.
    const fell = this.#falls;
    this.#falls = this.#before !== undefined && measured.rate < this.#before.rate * fallFactor;
    this.#before = measured;
    this.#rests += 1;
    if (this.#falls) return;
    if (fell) this.#step("step-down");
    else if (this.#rests >= this.#rest && this.#limit < this.#most) {
      this.#step(this.#lastStep === "step-up" ? "step-down" : "step-up");
    }
  }

  #step(direction: "step-up" | "step-down"): void {
    this.#phase = direction;
    this.#lastStep = direction;
    this.#limit =
      direction === "step-up"
        ? Math.min(this.#most, Math.max(this.#limit + 1, this.#limit * stepFactor))
        : Math.max(1, Math.min(this.#limit - 1, this.#limit / stepFactor));
  }

  #endStep(before: Measured, measured: Measured): void {
    const isUp = this.#phase === "step-up";
    const pays = isUp
      ? elasticity(before, measured) >= leastToStepUp
      : before.limit > measured.limit && elasticity(measured, before) < leastToStayUp;
    if (!pays) {
      this.settle(before.limit);
      this.#rest = Math.min(longestRest, this.#rest * 2);
    } else if (isUp) {
      // Where a step up pays, the end is not near.
      this.#phase = "doubling";
      this.#double(measured);
    } else {
      this.settle(measured.limit);
      // Where a step down costs nothing, another may follow.
      this.#rest = 1;
      this.#lastStep = "step-up";
    }
  }
}

/** How many per cent more answers one per cent more calls at a time brought. */
function elasticity(low: Measured, high: Measured): number {
  return Math.log(high.rate / low.rate) / Math.log(high.limit / low.limit);
}
