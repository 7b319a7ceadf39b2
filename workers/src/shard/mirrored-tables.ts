import type { MirrorTable } from "../wire/mirror";
import type { SchemaStep } from "../wire/schema";
import type { ChangeLog } from "./change-log";
import type { MirroredRows } from "./mirrored-rows";

/** Name of the mirror among the readers of the change log. */
export const MIRROR = "mirror";

const CREATE = [
  "CREATE TABLE IF NOT EXISTS _edge_mirrored (name TEXT PRIMARY KEY, tbl TEXT NOT NULL, generation INTEGER NOT NULL, signature TEXT NOT NULL) WITHOUT ROWID",
  "INSERT OR IGNORE INTO _edge_meta VALUES ('mirror_seq', 0), ('mirror_passed', 0), ('mirror_structure', 0), ('mirror_followed', 0)",
] as const;
const STORE = "INSERT OR REPLACE INTO _edge_mirrored VALUES (?, ?, CAST(? AS INTEGER), ?)";
const DEFINITION = /^\s*(?:CREATE|DROP|ALTER)\b/i;

type Counter = "mirror_seq" | "mirror_passed" | "mirror_structure" | "mirror_followed";

interface Mirrored extends MirrorTable {
  signature: string;
}

/** Which tables of the shard are mirrored, in which generation, and how far the mirror has followed. Durable. */
export class MirroredTables {
  readonly #tables = new Map<string, Mirrored>();
  readonly #counters: Record<Counter, number>;

  constructor(
    private readonly sql: SqlStorage,
    private readonly log: ChangeLog,
    private readonly rows: MirroredRows,
  ) {
    for (const statement of CREATE) sql.exec(statement);
    for (const [name, table, generation, signature] of sql.exec("SELECT * FROM _edge_mirrored").raw()) {
      const mirrored = { name, table, generation: Number(generation), signature } as Mirrored;
      this.#tables.set(mirrored.name, mirrored);
    }
    this.#counters = {
      mirror_seq: this.stored("mirror_seq"),
      mirror_passed: this.stored("mirror_passed"),
      mirror_structure: this.stored("mirror_structure"),
      mirror_followed: this.stored("mirror_followed"),
    };
    this.want();
  }

  /** Those that are there. */
  get all(): MirrorTable[] {
    return [...this.#tables.values()]
      .filter(({ signature }) => signature !== "")
      .map(({ name, table, generation }) => ({ name, table, generation }));
  }

  /** Whether there is anything to follow, or was until the mirror knows that there is not. */
  get isActive(): boolean {
    return this.#tables.size > 0 || this.structure !== this.followedStructure;
  }

  isMirrored(table: string): boolean {
    for (const mirrored of this.#tables.values()) if (mirrored.table === table) return true;
    return false;
  }

  /** Grows with each change of what is mirrored. */
  get structure(): number {
    return this.#counters.mirror_structure;
  }

  /** The structure whose tables have all been copied. */
  get followedStructure(): number {
    return this.#counters.mirror_followed;
  }

  /** Up to where the mirror has said that it has followed. */
  get acknowledged(): number {
    return this.#counters.mirror_seq;
  }

  /** Up to here there is nothing behind {@link acknowledged} that concerns the mirror. */
  get passed(): number {
    return Math.max(this.#counters.mirror_passed, this.#counters.mirror_seq);
  }

  /** Replaces what is mirrored: physical names by names. Those that stay as they are go on. */
  mirror(tables: Readonly<Record<string, string>>): void {
    let isNew = false;
    for (const name of [...this.#tables.keys()]) {
      if (name in tables) continue;
      this.forget(name);
      isNew = true;
    }
    for (const [name, table] of Object.entries(tables)) {
      if (this.#tables.get(name)?.table === table) continue;
      this.store(name, table);
      isNew = true;
    }
    if (isNew) this.changed();
  }

  /** Tables are copied from their first row again; all of them when none are named. Gives how many. */
  copyAnew(names?: readonly string[]): number {
    const wanted = [...this.#tables.values()].filter(
      ({ name }) => names === undefined || names.includes(name),
    );
    for (const { name, table } of wanted) this.store(name, table);
    if (wanted.length > 0) this.changed();
    return wanted.length;
  }

  /** The schema was changed by these steps: what they did to rows stands in no log. */
  schemaApplied(steps: readonly SchemaStep[]): void {
    const touched = [...this.#tables.values()].filter(
      ({ table, signature }) =>
        (this.rows.signature(table) ?? "") !== signature ||
        steps.some(({ sql }) => !DEFINITION.test(sql) && names(sql, table)),
    );
    for (const { name, table } of touched) this.store(name, table);
    if (touched.length > 0) this.changed();
  }

  /** The mirror has followed up to here; `structure`: and has copied all tables of it. */
  follow(seq: number, structure: number | null): void {
    if (seq > this.acknowledged) this.storeCounter("mirror_seq", seq);
    if (structure !== null && structure > this.followedStructure) {
      this.storeCounter("mirror_followed", structure);
    }
    this.log.readUpTo(MIRROR, this.passed);
  }

  pass(seq: number): void {
    this.storeCounter("mirror_passed", seq);
    this.log.readUpTo(MIRROR, this.passed);
  }

  /** The mirror starts here: what was before is copied. */
  startAt(seq: number): void {
    this.storeCounter("mirror_seq", seq);
    this.storeCounter("mirror_passed", seq);
    this.log.readUpTo(MIRROR, seq);
  }

  private store(name: string, table: string): void {
    const generation = this.structure + 1;
    const signature = this.rows.signature(table) ?? "";
    this.#tables.set(name, { name, table, generation, signature });
    this.sql.exec(STORE, name, table, generation, signature);
  }

  private forget(name: string): void {
    this.#tables.delete(name);
    this.sql.exec("DELETE FROM _edge_mirrored WHERE name = ?", name);
  }

  private changed(): void {
    this.storeCounter("mirror_structure", this.structure + 1);
    this.want();
  }

  private want(): void {
    if (this.#tables.size === 0) {
      this.log.unwant(MIRROR);
      return;
    }
    const tables = [...this.#tables.values()].map(({ table }) => table);
    this.log.want(MIRROR, tables, "keys", this.passed);
  }

  private stored(counter: Counter): number {
    const [row] = [...this.sql.exec("SELECT value FROM _edge_meta WHERE key = ?", counter).raw()];
    return Number(row?.[0] ?? 0);
  }

  private storeCounter(counter: Counter, value: number): void {
    this.#counters[counter] = value;
    this.sql.exec("UPDATE _edge_meta SET value = CAST(? AS INTEGER) WHERE key = ?", value, counter);
  }
}

/** Whether a statement speaks of a table, by its physical name. */
function names(sql: string, table: string): boolean {
  for (let at = sql.indexOf(table); at >= 0; at = sql.indexOf(table, at + 1)) {
    const around = (sql[at - 1] ?? " ") + (sql[at + table.length] ?? " ");
    if (!/\w/.test(around)) return true;
  }
  return false;
}
