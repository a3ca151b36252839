import type { Usage } from "@agent-gym/core";
import type { RunEvent } from "@agent-gym/runner";

/** Stops a run when it has spent enough: nothing more is started, what is under way ends. */
export class CostCap {
  readonly #most: number;
  readonly #stop = new AbortController();
  readonly #underWay = new Map<string, number>();
  #spent: number;
  #reason: "cost" | "unknown-cost" | undefined;

  /**
   * @param most US dollars.
   * @param spent what earlier starts of the run have spent.
   */
  constructor(most: number, spent: number | null) {
    this.#most = most;
    this.#spent = spent ?? 0;
    if (spent === null) this.#end("unknown-cost");
    else if (spent >= most) this.#end("cost");
  }

  /** Fires when nothing more may be started. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Why nothing more is started; `undefined` while it is. */
  get reason(): "cost" | "unknown-cost" | undefined {
    return this.#reason;
  }

  take(event: RunEvent): void {
    if (event.type !== "episode-progress" && event.type !== "episode-end") return;
    const key = `${event.task}\n${event.attempt}`;
    const cost = costOf(event.usage);
    // A cap that can't be kept is none: better to stop than to spend blindly.
    if (cost === null) this.#end("unknown-cost");
    if (event.type === "episode-end") {
      this.#underWay.delete(key);
      this.#spent += cost ?? 0;
    } else {
      this.#underWay.set(key, cost ?? 0);
    }
    let total = this.#spent;
    for (const one of this.#underWay.values()) total += one;
    if (total >= this.#most) this.#end("cost");
  }

  #end(reason: "cost" | "unknown-cost"): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#stop.abort();
  }
}

function costOf(usage: Readonly<Record<string, Usage>>): number | null {
  let total = 0;
  for (const { cost } of Object.values(usage)) {
    if (cost === null) return null;
    total += cost;
  }
  return total;
}
