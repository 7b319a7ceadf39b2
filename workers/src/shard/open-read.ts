import type { EdgeError } from "../wire/codes";
import type { ResultText } from "./result-text";

type Cursor = SqlStorageCursor<Record<string, SqlStorageValue>>;

/**
 * A query that is read part by part, over several turns. Its rows are those of the moment when it began as long as
 * nobody writes meanwhile: before a write it must be read to its end.
 */
export class OpenRead {
  readonly #rows: Iterator<SqlStorageValue[]>;

  constructor(
    private readonly cursor: Cursor,
    private readonly text: ResultText,
    /** Makes the reply of the text of the step's result. */
    private readonly reply: (result: string) => string,
    private readonly located: (failure: unknown) => EdgeError,
  ) {
    this.#rows = cursor.raw();
  }

  /**
   * Reads until a part has left through the sink of the text, and gives undefined then; at the end the members of the
   * reply after its id.
   *
   * @throws EdgeError what §5 says
   */
  readOn(): string | undefined {
    try {
      const rows = this.text.untilPart(0, this.#rows);
      if (rows === undefined) return undefined;
      const columns = JSON.stringify(this.cursor.columnNames);
      const read = String(this.cursor.rowsRead);
      return this.reply(`{"columns":${columns},"rows":${rows},"changes":0,"read":${read},"written":0}`);
    } catch (failure) {
      throw this.located(failure);
    }
  }
}
