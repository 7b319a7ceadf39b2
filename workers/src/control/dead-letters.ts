import type { DeadLetter, ParkedMessage } from "../wire/policies";

const CREATE =
  "CREATE TABLE IF NOT EXISTS dead_letters (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, attempts INTEGER NOT NULL, error TEXT NOT NULL, message TEXT NOT NULL)";

/** Messages that could not be handled, kept until they are replayed. */
export class DeadLetters {
  constructor(private readonly sql: SqlStorage) {
    sql.exec(CREATE);
  }

  park({ key, attempts, error, message }: ParkedMessage): void {
    this.sql.exec(
      "INSERT OR IGNORE INTO dead_letters (key, at, attempts, error, message) VALUES (?, CAST(? AS INTEGER), CAST(? AS INTEGER), ?, ?)",
      key,
      Date.now(),
      attempts,
      error,
      message,
    );
  }

  after(id: number, limit: number): DeadLetter[] {
    const rows = this.sql.exec(
      "SELECT id, at, attempts, error, message FROM dead_letters WHERE id > CAST(? AS INTEGER) ORDER BY id LIMIT CAST(? AS INTEGER)",
      id,
      limit,
    );
    return [...rows.raw()].map((row) => ({
      id: Number(row[0]),
      at: Number(row[1]),
      attempts: Number(row[2]),
      error: row[3] as string,
      message: JSON.parse(row[4] as string) as unknown,
    }));
  }

  forget(id: number): void {
    this.sql.exec("DELETE FROM dead_letters WHERE id = CAST(? AS INTEGER)", id);
  }
}
