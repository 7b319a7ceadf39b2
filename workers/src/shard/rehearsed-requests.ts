import { EdgeError } from "../wire/codes";
import type { ShardRequest, Step } from "../wire/request";
import type { StatementKinds } from "../wire/statement-kind";
import type { BoundValue } from "../wire/values";
import type { Captured } from "./captured-rows";
import type { ChangeLog } from "./change-log";
import { Rehearsals, type Rehearsal, type Rehearsed } from "./rehearsals";
import type { RequestReach } from "./request-reach";
import type { PartSink } from "./result-text";
import type { RequestRunner } from "./runner";
import type { TableUse } from "./table-use";
import { isTemporary } from "./temporary-tables";
import type { Runner } from "./transaction-runner";
import type { Deferred, RowChange } from "./transaction-writes";

/** What a statement of a transaction did, or would do. */
export interface Attempted {
  captured: Captured;
  body: string;
  /** Parts of its result, which may leave when nothing is in its way any more. */
  parts: [number, string][];
  /** What is known of the rows before: they are committed in an older form, or not at all. */
  known: "committed" | "fresh" | undefined;
  /** It is to be run at COMMIT; the rows captured are without images then. */
  deferred?: Deferred | undefined;
}

/** A request of which one step is rehearsed. */
interface RehearsedStep {
  rehearsal: Rehearsal;
  index: number;
}

/** Runs requests of open transactions by rehearsing the only step that would write. */
export class RehearsedRequests {
  readonly #rehearsals: Rehearsals;

  constructor(
    private readonly sql: SqlStorage,
    private readonly runner: RequestRunner,
    private readonly log: ChangeLog,
    private readonly use: TableUse,
    private readonly reach: RequestReach,
    private readonly kinds: StatementKinds,
    /** Throws when a transaction cannot hold these rows too. */
    private readonly checkRoom: (rows: readonly RowChange[]) => void,
  ) {
    this.#rehearsals = new Rehearsals(sql, log, use);
  }

  schemaChanged(): void {
    this.#rehearsals.schemaChanged();
  }

  /** Finds out what a request changes without writing; undefined when that cannot be known before it runs. */
  run({ request, grant, sink }: Runner): Attempted | undefined {
    const change = this.rehearsedStep(request);
    if (change === undefined) return undefined;
    const { rehearsal, index } = change;
    let captured: Captured = { rows: [], uniques: [], parents: [] };
    let deferred: Deferred | undefined;
    const parts: [number, string][] = [];
    const toParts: PartSink | undefined = sink && ((step, rows) => parts.push([step, rows]));
    const body = this.runner.rehearse(request, grant, toParts, index, (params) => {
      const probed = this.probe(request, rehearsal, params);
      const found = probed ?? this.#rehearsals.read(rehearsal, params, rehearsal.sql);
      if (found !== undefined) captured = found.captured;
      if (probed !== undefined && probed.changes > 0)
        deferred = this.deferred(request, change, params, probed);
      return found;
    });
    if (body === undefined) return undefined;
    const known = rehearsal.kind === "insert" ? "fresh" : "committed";
    return { captured, body, parts, known, deferred };
  }

  /**
   * Inside the transaction of a COMMIT: runs a statement that was left for it.
   *
   * @throws EdgeError LOCKS_LOST when its table is gone
   */
  runDeferred({ table, keys, sql, params }: Deferred): void {
    if (this.log.shape(table) === undefined) {
      // The session has dropped it since: what stood in it does not matter any more.
      if (isTemporary(table)) return;
      throw new EdgeError("LOCKS_LOST", `the table ${table} is gone`);
    }
    const cursor = this.sql.exec(sql, ...params);
    while (cursor.next().done !== true);
    if (cursor.rowsWritten < keys.length) throw new EdgeError("INTERNAL", "a locked row has changed");
  }

  /** The keys of the rows that a request would change, when it may be run later; undefined: the rows must be read. */
  private probe(request: ShardRequest, rehearsal: Rehearsal, params: BoundValue[]): Rehearsed | undefined {
    const { kind, table, probe } = rehearsal;
    if (probe === undefined) return undefined;
    // Only rows that it has locked may be looked at again: others may come to meet its condition, or cease to.
    const keys = kind === "insert" ? undefined : this.reach.hintedKeys(request, table);
    if (kind !== "insert" && keys === undefined) return undefined;
    const found = this.#rehearsals.read(rehearsal, params, probe);
    const isSettled = keys === undefined || found?.changes === 0 || found?.changes === keys.length;
    return isSettled ? found : undefined;
  }

  private deferred(
    request: ShardRequest,
    { rehearsal, index }: RehearsedStep,
    params: readonly BoundValue[],
    { captured }: Rehearsed,
  ): Deferred {
    const { sql } = request.steps[index] as Step;
    return {
      table: rehearsal.table,
      keys: captured.rows.map(({ key }) => key),
      sql,
      params,
      rows: () => {
        const read = this.#rehearsals.read(rehearsal, params, rehearsal.sql);
        if (read === undefined) throw new EdgeError("INTERNAL", "a locked row has changed");
        this.checkRoom(read.captured.rows);
        return read.captured.rows;
      },
    };
  }

  /** The only step of a request that changes anything; the others must not see what it did. */
  private rehearsedStep(request: ShardRequest): RehearsedStep | undefined {
    if (request.flags || request.end !== "rollback" || typeof request.tx?.n !== "number") return undefined;
    let found: RehearsedStep | undefined;
    for (let index = 0; index < request.steps.length; index++) {
      const { sql, when, auto } = request.steps[index] as Step;
      if (this.kinds.of(sql) === "query") {
        const sees = found !== undefined && this.use.named(sql).includes(found.rehearsal.table);
        const isOnlyWithout = when?.step === found?.index && when?.changes === 0;
        if (sees && !isOnlyWithout) return undefined;
        continue;
      }
      if (found !== undefined || when || auto?.maxSql) return undefined;
      const rehearsal = this.#rehearsals.of(sql);
      if (rehearsal === undefined) return undefined;
      found = { rehearsal, index };
    }
    return found;
  }
}
