/** A token bucket: so many things a second over time, and up to `burst` at once after a quiet time. */
export class Allowance {
  #left: number;
  #countedAt: number;

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    nowMs: number,
  ) {
    this.#left = burst;
    this.#countedAt = nowMs;
  }

  /** Takes all of them, or none when there are not enough. */
  take(count: number, nowMs: number): boolean {
    const passed = Math.max(0, nowMs - this.#countedAt);
    this.#countedAt = nowMs;
    this.#left = Math.min(this.burst, this.#left + (passed * this.perSecond) / 1000);
    if (count > this.#left) return false;
    this.#left -= count;
    return true;
  }
}
