import type { Scan } from "../wire/request";
import type { BoundValue } from "../wire/values";

/** Rows of the first piece; after that their size decides. */
const FIRST_ROWS = 256;
const MAX_ROWS = 100_000;
const LEAST_KEY = -(2n ** 63n);
const GREATEST_KEY = 2n ** 63n - 1n;

/**
 * Reads a table along its rowid in pieces of which SQLite makes one JSON text each. A row that is fetched by itself
 * costs about a microsecond in the runtime, several times what SQLite needs to find it and write it down.
 */
export class ScannedRows {
  /** Rows read, as SQLite bills them. */
  read = 0;
  readonly #pieces: string;
  readonly #params: BoundValue[];
  #rows = FIRST_ROWS;
  #from = LEAST_KEY;
  #isAtEnd = false;

  constructor(
    private readonly sql: SqlStorage,
    private readonly text: string,
    params: readonly BoundValue[],
    private readonly scan: Scan,
  ) {
    const columns = Array.from({ length: scan.columns }, (_, index) => `c${String(index + 1)}`).join(", ");
    this.#pieces = `SELECT json_group_array(json_array(${columns})), CAST(max(k) AS TEXT), count(*) FROM (${text})`;
    this.#params = [...params];
  }

  /**
   * JSON text of the next rows, without the brackets around them all; undefined behind the last.
   *
   * @param chars how long it may about be
   */
  next(chars: number): string | undefined {
    while (!this.#isAtEnd) {
      this.#params[this.scan.from] = String(this.#from);
      this.#params[this.scan.limit] = String(this.#rows);
      let piece: Piece;
      try {
        piece = this.piece();
      } catch (failure) {
        if (!isTooBig(failure)) throw failure;
        if (this.#rows > 1) {
          this.#rows = Math.max(1, Math.floor(this.#rows / 8));
          continue;
        }
        piece = this.row();
      }
      if (piece.count < this.#rows || piece.last >= GREATEST_KEY) this.#isAtEnd = true;
      if (piece.count === 0) return undefined;
      this.#from = piece.last + 1n;
      const perRow = piece.rows.length / piece.count;
      this.#rows = Math.min(MAX_ROWS, Math.max(1, Math.floor(chars / perRow)));
      return piece.rows;
    }
    return undefined;
  }

  private piece(): Piece {
    const cursor = this.sql.exec(this.#pieces, ...this.#params);
    const [row] = [...cursor.raw()] as [string, string | null, number][];
    this.read += cursor.rowsRead;
    const [rows, last, count] = row ?? ["[]", null, 0];
    return { rows: rows.slice(1, -1), last: BigInt(last ?? 0), count };
  }

  /** One row whose JSON text is too long for SQLite. */
  private row(): Piece {
    // A large rowid is a number that JavaScript does not hold.
    const cursor = this.sql.exec(`SELECT CAST(k AS TEXT), * FROM (${this.text})`, ...this.#params);
    const [row] = [...cursor.raw()];
    this.read += cursor.rowsRead;
    if (row === undefined) return { rows: "", last: 0n, count: 0 };
    const [last, , ...cells] = row;
    return { rows: JSON.stringify(cells), last: BigInt(last as string), count: 1 };
  }
}

interface Piece {
  rows: string;
  last: bigint;
  count: number;
}

function isTooBig(failure: unknown): boolean {
  return failure instanceof Error && failure.message.includes("string or blob too big");
}
