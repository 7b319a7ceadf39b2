import type { ChangeLog } from "./change-log";
import { quoted } from "./table-shape";

/** Begins the names of temporary tables: `temporary:<session>:<number>:<name>`. */
const TEMPORARY = "temporary:";
const DEFINITION =
  /^(?:CREATE (?:TABLE|(?:UNIQUE )?INDEX)|DROP (?:TABLE|INDEX) IF EXISTS|ALTER TABLE) `temporary:/;

export function isTemporary(table: string): boolean {
  return table.startsWith(TEMPORARY);
}

/** Whether a definition, as the dialect writes it, concerns a temporary table alone. */
export function definesTemporary(sql: string): boolean {
  return DEFINITION.test(sql);
}

/** Collects the temporary tables of sessions that are lost: those that wrote nothing for as long as writes are remembered. */
export class TemporaryTables {
  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly log: ChangeLog,
  ) {}

  /** Called after old records of writes were forgotten. */
  sweep(): void {
    const { sql } = this.storage;
    const names = sql.exec(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB ?",
      `${TEMPORARY}*`,
    );
    const lost = [...names.raw()]
      .map(([name]) => name as string)
      .filter(
        (name) =>
          [...sql.exec("SELECT 1 FROM _edge_writes WHERE session = ?", sessionOf(name)).raw()].length === 0,
      );
    if (lost.length === 0) return;
    try {
      this.storage.transactionSync(() => {
        this.log.beforeTemporaryChange();
        for (const name of lost) {
          sql.exec(`DROP TABLE ${quoted(name)}`);
          sql.exec("DELETE FROM _edge_auto WHERE tbl = ?", name);
        }
      });
    } finally {
      this.log.temporaryChanged();
    }
  }
}

function sessionOf(table: string): string {
  return table.split(":")[1] ?? "";
}
