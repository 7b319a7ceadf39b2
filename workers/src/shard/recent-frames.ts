/** Frames that are kept. */
const KEPT = 64;

/** A longer frame is not kept: it may hold megabytes of values. */
const MAX_CHARS = 16 * 1024;

/**
 * Keeps the last frames from being collected. The engine knows the shapes of what JSON.parse makes only as long as
 * something of that shape is alive: between two frames nothing would be, and each collection of garbage would take with
 * the shapes all code that was compiled for them.
 */
export class RecentFrames {
  readonly #frames: (object | undefined)[] = new Array<object | undefined>(KEPT).fill(undefined);
  #next = 0;

  /** @param chars length of the frame's text, in UTF-16 code units */
  keep(frame: object, chars: number): void {
    if (chars > MAX_CHARS) return;
    this.#frames[this.#next] = frame;
    this.#next = (this.#next + 1) % KEPT;
  }
}
