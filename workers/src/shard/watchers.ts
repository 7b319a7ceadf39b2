import type { ChangeLog, Change } from "./change-log";

/** Name of the watching sockets among the readers of the change log. */
const WATCHERS = "watchers";
/** Entries of the log looked at at once; with more in one turn, tables are named as a whole. */
const MAX_TURN_CHANGES = 10_000;

/** A socket's end, as far as watching goes. */
export interface Watcher {
  /** Sends a frame ahead of replies that are not sent yet. */
  sendAhead(text: string): void;
}

/** Tells sockets of changes to the tables that they watch. What a socket watches is kept with the socket, not here. */
export class Watchers<W extends Watcher> {
  readonly #watched = new Map<W, ReadonlySet<string>>();
  /** Changes up to this one are told. */
  #told: number;
  #schemaChanges: number;

  constructor(
    private readonly log: ChangeLog,
    private readonly maxKeys: number,
  ) {
    this.#told = log.seq;
    this.#schemaChanges = log.schemaChanges;
  }

  /** What a socket watches from now on; nothing when empty. */
  watch(watcher: W, tables: readonly string[]): void {
    if (tables.length > 0) this.#watched.set(watcher, new Set(tables));
    else if (!this.#watched.delete(watcher)) return;
    this.want();
  }

  drop(watcher: W): void {
    if (this.#watched.delete(watcher)) this.want();
  }

  /** Tells what was committed since the last call; called before replies leave. */
  tellNews(ver: number, schemaVersion: number): void {
    const isSchemaChanged = this.#schemaChanges !== this.log.schemaChanges;
    this.#schemaChanges = this.log.schemaChanges;
    const newest = this.log.seq;
    if (newest === this.#told && !isSchemaChanged) return;
    if (this.#watched.size > 0) {
      if (isSchemaChanged) this.tellSchemaChange(ver, schemaVersion);
      else if (newest > this.#told) this.tell(ver);
    }
    this.#told = newest;
    this.log.readUpTo(WATCHERS, newest);
  }

  private want(): void {
    if (this.#watched.size === 0) {
      this.log.unwant(WATCHERS);
      return;
    }
    const tables = new Set<string>();
    for (const watched of this.#watched.values()) for (const table of watched) tables.add(table);
    this.log.want(WATCHERS, [...tables], "keys");
  }

  private tellSchemaChange(ver: number, schema: number): void {
    for (const [watcher, tables] of this.#watched) {
      const changes = [...tables].map((table) => ({ table, keys: null }));
      watcher.sendAhead(JSON.stringify({ t: "changed", ver, schema, changes }));
    }
  }

  private tell(ver: number): void {
    const changed = this.texts(this.log.changesAfter(this.#told, MAX_TURN_CHANGES + 1));
    for (const [watcher, tables] of this.#watched) {
      const texts: string[] = [];
      for (const [table, text] of changed) if (tables.has(table)) texts.push(text);
      if (texts.length > 0) {
        watcher.sendAhead(`{"t":"changed","ver":${String(ver)},"changes":[${texts.join(",")}]}`);
      }
    }
  }

  /** JSON texts of what changed, by table. */
  private texts(changes: readonly Change[]): Map<string, string> {
    const isTooMany = changes.length > MAX_TURN_CHANGES;
    const keys = new Map<string, Set<string>>();
    if (isTooMany) {
      // What lies beyond was not read, and may concern any table.
      for (const watched of this.#watched.values()) for (const table of watched) keys.set(table, new Set());
    } else {
      for (const { table, key } of changes) {
        const known = keys.get(table);
        if (known === undefined) keys.set(table, new Set([key]));
        else known.add(key);
      }
    }
    const texts = new Map<string, string>();
    for (const [table, of] of keys) {
      const listed = isTooMany || of.size > this.maxKeys ? null : [...of];
      texts.set(table, JSON.stringify({ table, keys: listed }));
    }
    return texts;
  }
}
