import { createHash } from "node:crypto";

import { bookingFaults, overlapping } from "./booking-rules.ts";
import { invalid, Problem } from "./problem.ts";
import type { Booking, BookingFields, ServiceData } from "./service-data.ts";

/** A colleague's change: it happens right after the booking was first read alone. */
export interface Meanwhile {
  readonly id: string;
  readonly set: BookingFields;
}

/** The bookings of one episode, and the rules that they keep. */
export class Bookings {
  readonly #data: ServiceData;
  readonly #secret: string;
  readonly #meanwhile: readonly Meanwhile[];
  readonly #happened = new Set<number>();
  readonly #rows: Map<string, { readonly booking: Booking; readonly version: number }>;
  #last: number;
  #revision = 0;
  #watchers: (() => void)[] = [];

  constructor(
    data: ServiceData,
    { secret, meanwhile }: { readonly secret: string; readonly meanwhile: readonly Meanwhile[] },
  ) {
    this.#data = data;
    this.#secret = secret;
    this.#meanwhile = meanwhile;
    this.#rows = new Map(data.bookings.map((booking) => [booking.id, { booking, version: 1 }]));
    this.#last = Math.max(100, ...data.bookings.map(({ id }) => Number(id.split("-")[1])));
  }

  /** Counts changes. */
  get revision(): number {
    return this.#revision;
  }

  /** All, as they are now, in the order in which they were made. */
  all(): readonly Booking[] {
    return [...this.#rows.values()].map(({ booking }) => booking);
  }

  /** Which of the colleagues' changes happened, by their place in the task. */
  happened(): readonly number[] {
    return [...this.#happened];
  }

  /** One, and its ETag. A colleague may change it right after. */
  read(id: string): { readonly booking: Booking; readonly etag: string } {
    const found = { booking: this.#row(id).booking, etag: this.#etag(id) };
    for (const [index, { id: changed, set }] of this.#meanwhile.entries()) {
      if (changed !== id || this.#happened.has(index)) continue;
      this.#happened.add(index);
      this.#put({ ...found.booking, ...set });
      break;
    }
    return found;
  }

  /** Makes one. */
  create(fields: Omit<Booking, "id" | "status">): {
    readonly booking: Booking;
    readonly etag: string;
  } {
    const booking: Booking = { id: `b-${this.#last + 1}`, ...fields, status: "confirmed" };
    this.#refuseFaults(booking);
    this.#last += 1;
    return this.#put(booking);
  }

  /** Changes some fields of one that the client has seen as it is. */
  change(
    id: string,
    fields: BookingFields,
    ifMatch: string | undefined,
  ): { readonly booking: Booking; readonly etag: string } {
    const { booking } = this.#matched(id, ifMatch);
    if (booking.status === "cancelled") {
      throw new Problem(409, "Conflict", `Booking ${id} is cancelled, and can't be changed.`);
    }
    const changed = { ...booking, ...fields };
    this.#refuseFaults(changed);
    return this.#put(changed);
  }

  /** Cancels one: it stays in the list, and keeps no room. */
  cancel(
    id: string,
    ifMatch: string | undefined,
  ): { readonly booking: Booking; readonly etag: string } {
    const { booking } = this.#matched(id, ifMatch);
    if (booking.status === "cancelled") {
      throw new Problem(409, "Conflict", `Booking ${id} is cancelled already.`);
    }
    return this.#put({ ...booking, status: "cancelled" });
  }

  /** Deletes one: nothing is left of it. */
  remove(id: string, ifMatch: string | undefined): void {
    this.#matched(id, ifMatch);
    this.#rows.delete(id);
    this.#changed();
  }

  /** Resolves when something changes, or when it is told to stop. */
  async changes(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#watchers.push(resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
  }

  #row(id: string): { readonly booking: Booking; readonly version: number } {
    const row = this.#rows.get(id);
    if (row === undefined) throw new Problem(404, "Not found", `There is no booking ${id}.`);
    return row;
  }

  #matched(id: string, ifMatch: string | undefined): { readonly booking: Booking } {
    const row = this.#row(id);
    if (ifMatch === undefined) {
      const detail = "Send the ETag of the booking that you read as If-Match.";
      throw new Problem(428, "Precondition required", detail);
    }
    if (ifMatch.trim() !== this.#etag(id)) {
      const detail = `Booking ${id} is not as you read it (or If-Match is not its ETag): read it again.`;
      throw new Problem(412, "Precondition failed", detail);
    }
    return row;
  }

  #refuseFaults(booking: Booking): void {
    const faults = bookingFaults(booking, this.#data);
    if (faults.length > 0) throw invalid(faults);
    const others = overlapping(booking, this.all()).map(({ id }) => id);
    if (others.length > 0) {
      const detail = `${booking.space} is taken then, by ${others.join(", ")}.`;
      throw new Problem(409, "Conflict", detail, { more: { conflicts_with: others } });
    }
  }

  #put(booking: Booking): { readonly booking: Booking; readonly etag: string } {
    const version = (this.#rows.get(booking.id)?.version ?? 0) + 1;
    this.#rows.set(booking.id, { booking, version });
    this.#changed();
    return { booking, etag: this.#etag(booking.id) };
  }

  // Of a secret, so that it has to be read.
  #etag(id: string): string {
    const text = `${this.#secret} ${id} ${this.#row(id).version}`;
    return `"${createHash("sha256").update(text).digest("hex").slice(0, 12)}"`;
  }

  #changed(): void {
    this.#revision += 1;
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const tell of watchers) tell();
  }
}
