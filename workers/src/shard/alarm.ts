/** The object's one alarm, shared by those who need it: it rings at the earliest time that anyone asked for. */
export class Alarm {
  /** Known to be set for, milliseconds since the epoch; undefined when it must be looked up. */
  #at: number | undefined;

  constructor(private readonly storage: DurableObjectStorage) {}

  /** Makes sure that it rings no later than this. Cheap when that is known. */
  async ringBy(atMs: number): Promise<void> {
    if (this.#at !== undefined && this.#at <= atMs) return;
    const stored = await this.storage.getAlarm();
    if (stored === null || stored > atMs) {
      this.#at = atMs;
      await this.storage.setAlarm(atMs);
    } else {
      this.#at = stored;
    }
  }

  /** It has rung: nothing is set any more. */
  rung(): void {
    this.#at = undefined;
  }
}
