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
  #sliceRows = FIRST_SLICE;

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
    this.#sliceRows = FIRST_SLICE;
    const rows = cursor[Symbol.iterator]();
    for (;;) {
      const rest = this.untilPart(step, rows);
      if (rest !== undefined) return rest;
    }
  }

  /**
   * Reads until a part has left through the sink, and gives undefined then; after the last row JSON text of the rows
   * that are left.
   *
   * @throws EdgeError RESULT_TOO_LARGE
   */
  untilPart(step: number, rows: Iterator<SqlStorageValue[]>): string | undefined {
    let slice: SqlStorageValue[][] = [];
    const texts: string[] = [];
    for (let next = rows.next(); next.done !== true; next = rows.next()) {
      slice.push(next.value);
      if (slice.length < this.#sliceRows) continue;
      const length = this.write(slice, texts);
      // Aim at a quarter of a part, so that parts stay near their bound.
      this.#sliceRows = Math.max(1, Math.floor((slice.length * this.partChars) / (4 * length)));
      slice = [];
      if (this.flush(step, texts)) return undefined;
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

  /** The same, of rows that come as JSON texts of several without the brackets around them. */
  untilPartOf(step: number, pieces: { next(chars: number): string | undefined }): string | undefined {
    const texts: string[] = [];
    // Aim at less than a part, so that parts stay near their bound.
    const aim = this.partChars / 2;
    for (let text = pieces.next(aim); text !== undefined; text = pieces.next(aim)) {
      texts.push(text);
      this.count(text.length);
      if (this.flush(step, texts)) return undefined;
    }
    return `[${texts.join(",")}]`;
  }

  /** All rows of a step that come as such texts and are not sent as parts. */
  pieces(step: number, pieces: { next(chars: number): string | undefined }): string {
    for (;;) {
      const rest = this.untilPartOf(step, pieces);
      if (rest !== undefined) return rest;
    }
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

  /** Whether a part has left. */
  private flush(step: number, texts: string[]): boolean {
    if (this.sink === undefined || this.#held <= this.partChars || texts.length === 0) return false;
    const text = `[${texts.join(",")}]`;
    this.sink(step, text);
    this.#held = Math.max(0, this.#held - text.length);
    texts.length = 0;
    return true;
  }
}
