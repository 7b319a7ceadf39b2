import type { EdgeError } from "../wire/codes";
import type { ResultText } from "./result-text";
import type { ScannedRows } from "./scanned-rows";

/** Rows that are read on and on. */
export interface PartedRows {
  /** Reads until a part has left, see {@link ResultText.untilPart}. */
  readOn(text: ResultText): string | undefined;
  columnNames(): string[];
  rowsRead(): number;
}

/** The rows of a cursor. */
export function ofCursor(cursor: SqlStorageCursor<Record<string, SqlStorageValue>>): PartedRows {
  const rows = cursor.raw();
  return {
    readOn: (text) => text.untilPart(0, rows),
    columnNames: () => cursor.columnNames,
    rowsRead: () => cursor.rowsRead,
  };
}

/** The rows of a scan, whose columns have no names for the peer. */
export function ofScan(scanned: ScannedRows): PartedRows {
  return {
    readOn: (text) => text.untilPartOf(0, scanned),
    columnNames: () => [],
    rowsRead: () => scanned.read,
  };
}

/**
 * A query that is read part by part, over several turns. Its rows are those of the moment when it began as long as
 * nobody writes meanwhile: before a write it must be read to its end.
 */
export class OpenRead {
  constructor(
    private readonly rows: PartedRows,
    private readonly text: ResultText,
    /** Makes the reply of the text of the step's result. */
    private readonly reply: (result: string) => string,
    private readonly located: (failure: unknown) => EdgeError,
  ) {}

  /**
   * Reads until a part has left through the sink of the text, and gives undefined then; at the end the members of the
   * reply after its id.
   *
   * @throws EdgeError what §5 says
   */
  readOn(): string | undefined {
    try {
      const rows = this.rows.readOn(this.text);
      if (rows === undefined) return undefined;
      const columns = JSON.stringify(this.rows.columnNames());
      const read = String(this.rows.rowsRead());
      return this.reply(`{"columns":${columns},"rows":${rows},"changes":0,"read":${read},"written":0}`);
    } catch (failure) {
      throw this.located(failure);
    }
  }
}
