import { EdgeError } from "../wire/codes";

/** Takes a part of a large result: the step it belongs to and the JSON text of an array of rows. */
export type PartSink = (step: number, rows: string) => void;

/** Rows gathered before their size is looked at; after that the size decides. */
const FIRST_SLICE = 64;

/**
 * Writes rows as JSON text, each row once, holding no more than about one part as row objects. What exceeds a part
 * leaves through the sink, if there is one.
 */
export class ResultText {
  /** Text held for the final reply, over all steps. */
  #held = 0;
  #total = 0;

  constructor(
    private readonly sink: PartSink | undefined,
    private readonly partChars: number,
    private readonly maxChars: number,
  ) {}

  /**
   * JSON text of the rows of a step that are not sent as parts.
   *
   * @throws EdgeError RESULT_TOO_LARGE
   */
  rows(step: number, cursor: Iterable<SqlStorageValue[]>): string {
    let slice: SqlStorageValue[][] = [];
    let sliceRows = FIRST_SLICE;
    const texts: string[] = [];
    for (const row of cursor) {
      slice.push(row);
      if (slice.length >= sliceRows) {
        const length = this.write(slice, texts);
        // Aim at a quarter of a part, so that parts stay near their bound.
        sliceRows = Math.max(1, Math.floor((slice.length * this.partChars) / (4 * length)));
        slice = [];
        this.flush(step, texts);
      }
    }
    if (texts.length === 0) {
      const text = JSON.stringify(slice);
      this.count(text.length);
      if (this.#held <= this.partChars || this.sink === undefined) return text;
      texts.push(text.slice(1, -1));
    } else if (slice.length > 0) {
      this.write(slice, texts);
    }
    this.flush(step, texts);
    return `[${texts.join(",")}]`;
  }

  private write(slice: SqlStorageValue[][], texts: string[]): number {
    const text = JSON.stringify(slice);
    texts.push(text.slice(1, -1));
    this.count(text.length);
    return text.length;
  }

  private count(chars: number): void {
    this.#held += chars;
    this.#total += chars;
    if (this.#total > this.maxChars) {
      throw new EdgeError("RESULT_TOO_LARGE", `the result is larger than ${String(this.maxChars)} bytes`);
    }
  }

  private flush(step: number, texts: string[]): void {
    if (this.sink === undefined || this.#held <= this.partChars || texts.length === 0) return;
    const text = `[${texts.join(",")}]`;
    this.sink(step, text);
    this.#held = Math.max(0, this.#held - text.length);
    texts.length = 0;
  }
}
