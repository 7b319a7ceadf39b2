import { EdgeError, errorBody } from "../wire/codes";
import type { ApplyMode, ApplyOutcome, SchemaStep, ShardEntry } from "../wire/schema";
import { bindable } from "../wire/values";
import type { ChangeLog } from "./change-log";
import { CollationWeights } from "./collation-weights";
import type { OwnTables } from "./own-tables";
import { sqlError } from "./sqlite-errors";
import { guardTriggers } from "./trigger-guards";

/** Thrown out of `transactionSync` to undo a rehearsal that went well. */
const UNDO = Symbol("undo");

/** Applies schema log entries to the shard, each in one transaction with the shard's own version number. */
export class ShardSchema {
  readonly #weights: CollationWeights;

  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly tables: OwnTables,
    private readonly log: ChangeLog,
    /** Called before anything is changed. */
    private readonly prepare: () => void,
    /** Called after the steps of an entry are committed, in the same turn. */
    private readonly applied: (steps: readonly SchemaStep[]) => void,
  ) {
    this.#weights = new CollationWeights(storage);
  }

  /**
   * Applies what is newer than the shard.
   *
   * @param entries consecutive versions, oldest first
   */
  apply(entries: readonly ShardEntry[], mode: ApplyMode): ApplyOutcome {
    this.prepare();
    const fenced = this.tables.fencedSchemaId;
    try {
      for (const entry of entries) {
        if (entry.version <= this.tables.schemaVersion) {
          this.requireSame(entry);
        } else if (entry.version > this.tables.schemaVersion + 1) {
          return { state: "behind", version: this.tables.schemaVersion };
        } else if (entry.id === fenced && mode !== "roll-forward") {
          throw new EdgeError("INTERNAL", "the schema entry was dropped");
        } else {
          this.applyOne(entry, mode === "rehearse");
        }
      }
      return { state: "applied" };
    } catch (failure) {
      return { state: "failed", error: errorBody(failure) };
    }
  }

  /** Whether this very entry was applied. */
  has(version: number, id: string): boolean {
    const own = this.tables.schemaVersion;
    return own > version || (own === version && this.tables.schemaId === id);
  }

  private applyOne(entry: ShardEntry, isRehearsal: boolean): void {
    this.#weights.prepareFor(entry.steps);
    try {
      this.storage.transactionSync(() => {
        this.log.beforeSchemaChange();
        const flagged = this.tables.setFlags(entry.flags);
        entry.steps.forEach((step, index) => {
          try {
            const cursor = this.storage.sql.exec(step.sql, ...bindable([...(step.params ?? [])]));
            while (cursor.next().done !== true);
          } catch (failure) {
            const error = sqlError(failure);
            throw new EdgeError(error.code, error.message, { step: index });
          }
        });
        guardTriggers(this.storage.sql);
        if (flagged) this.tables.resetFlags();
        this.tables.storeSchema(entry.version, entry.id);
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a sentinel, not an error
        if (isRehearsal) throw UNDO;
        this.tables.nextVer();
      });
    } catch (thrown) {
      if (thrown === UNDO) return;
      throw thrown;
    } finally {
      this.log.schemaChanged();
    }
    this.tables.schemaApplied(entry.version);
    this.tables.storeVer();
    this.applied(entry.steps);
  }

  private requireSame(entry: ShardEntry): void {
    const isNewest = entry.version === this.tables.schemaVersion;
    if (isNewest && this.tables.schemaId !== entry.id) {
      throw new EdgeError("INTERNAL", "the shard holds another schema entry under this version");
    }
  }
}
