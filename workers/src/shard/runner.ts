import type { Settings } from "../env";
import { EdgeError } from "../wire/codes";
import { holds, type Grant } from "../wire/grant";
import type { ShardRequest, Step } from "../wire/request";
import { bindable, type BoundValue } from "../wire/values";
import { AutoIncrement, PendingCounters, withGiven, type Given } from "./auto-increment";
import type { ChangeLog } from "./change-log";
import { CollationWeights } from "./collation-weights";
import { failingRow } from "./failing-row";
import type { OwnTables } from "./own-tables";
import { OpenRead, ofCursor, ofScan } from "./open-read";
import type { Rehearsed } from "./rehearsals";
import { ResultText, type PartSink } from "./result-text";
import { ScannedRows } from "./scanned-rows";
import { isConstraint, sqlError } from "./sqlite-errors";
import { definesTemporary } from "./temporary-tables";
import { StatementKinds } from "../wire/statement-kind";
import type { WriteRecords } from "./write-records";

/** Thrown out of `transactionSync` to undo a request that ended well. */
const UNDO = Symbol("undo");

/** What is done around the steps of a request, inside its transaction. */
export interface Surroundings {
  /** Before the first step; gives whether it has changed data that a commit will keep. */
  enter(): boolean;
  /** After the last step; is told how many rows each has changed. */
  leave(changes: readonly number[]): void;
}

/** What a request has done so far. */
interface Course {
  changes: number[];
  /** JSON texts of the step results. */
  texts: string[];
  /** The same without rows, as they are recorded when the reply is large; kept only for requests with `write`. */
  bare: string[] | undefined;
  hasWritten: boolean;
  auto: AutoIncrement | undefined;
}

/** Runs requests against the shard's SQLite. Knows nothing of sockets, locks and schema versions. */
export class RequestRunner {
  readonly #kinds = new StatementKinds();
  readonly #weights: CollationWeights;
  readonly #counters: PendingCounters;
  /** A COMMIT of this turn may have committed values of theirs. */
  #areCountersDue = false;

  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly tables: OwnTables,
    private readonly records: WriteRecords,
    private readonly log: ChangeLog,
    private readonly settings: Settings,
  ) {
    this.#weights = new CollationWeights(storage);
    this.#counters = new PendingCounters(storage.sql);
  }

  /** Stores what AUTO_INCREMENT counters have only in memory; outside of any transaction that may be undone. */
  storeCounters(): void {
    if (!this.#counters.isEmpty) this.#counters.store();
    this.#areCountersDue = false;
  }

  schemaChanged(): void {
    this.#counters.forgetStored();
  }

  /**
   * Before the end of every turn: stores what belongs into its commit.
   *
   * @param isAnyOpen whether transactions are open, which may want more values
   */
  endTurn(isAnyOpen: boolean): void {
    this.records.store();
    if (this.#areCountersDue || !isAnyOpen) this.storeCounters();
  }

  /**
   * Runs one request in one transaction. One with `write` must be new: {@link recorded} tells.
   *
   * @returns the members of the reply after its id, as JSON text
   * @throws EdgeError what §5 says; everything is undone then
   */
  run(request: ShardRequest, grant: Grant, sink: PartSink | undefined, around?: Surroundings): string {
    const { write, steps } = request;
    this.#weights.prepareFor(steps);
    if (!this.#counters.isEmpty) {
      if (this.mattersToCounters(request)) this.#counters.store();
      else if (isCommit(request)) this.#areCountersDue = true;
    }
    const text = this.resultText(sink);
    const course = newCourse(request);
    const only = steps[0];
    const isAlone = !write && steps.length === 1 && around === undefined;
    if (isAlone && only !== undefined && this.isPlainQuery(only, request)) {
      // One statement that cannot write needs no transaction around it.
      this.runStep(only, 0, grant, course, text);
      return this.replyText(course.texts);
    }
    return this.runInTransaction(request, grant, course, text, around);
  }

  /**
   * Answers a request of which one step is rehearsed: nothing is written, so there is nothing to undo or to commit.
   *
   * @param change index of the step; the others are queries
   * @param read finds out what it would do with these parameters; undefined: it must be run
   * @returns as {@link run}; undefined when the step must be run
   * @throws EdgeError as {@link run}
   */
  rehearse(
    request: ShardRequest,
    grant: Grant,
    sink: PartSink | undefined,
    change: number,
    read: (params: BoundValue[]) => Rehearsed | undefined,
  ): string | undefined {
    this.#weights.prepareFor(request.steps);
    const text = this.resultText(sink);
    const course = newCourse(request);
    for (let index = 0; index < request.steps.length; index++) {
      const step = request.steps[index] as Step;
      if (index !== change) this.runStep(step, index, grant, course, text);
      else if (!this.rehearseStep(step, grant, course, read)) return undefined;
    }
    return this.replyText(course.texts);
  }

  private rehearseStep(
    step: Step,
    grant: Grant,
    course: Course,
    read: (params: BoundValue[]) => Rehearsed | undefined,
  ): boolean {
    if (!holds(grant, "write")) throw forbidden("write");
    const { auto } = step;
    const before = auto && this.#counters.of(auto.table);
    let found: Rehearsed | undefined;
    let given: Given | undefined;
    try {
      let params = step.params ? bindable(step.params) : [];
      if (auto) {
        given = new AutoIncrement(this.storage.sql, this.#counters, true).give(auto);
        params = withGiven(params, auto, given);
      }
      found = read(params);
    } catch {
      // Running it will fail in the same way, and tell where.
      found = undefined;
    }
    if (found === undefined || (isGiven(step.expect) && step.expect !== found.changes)) {
      if (auto) this.#counters.restore(auto.table, before ?? undefined);
      return false;
    }
    const { changes } = found;
    course.changes.push(changes);
    const counts = `"changes":${String(changes)},"read":${String(found.read)},"written":${String(changes)}`;
    this.add(course, counts + givenText(given), "", "");
    return true;
  }

  private resultText(sink: PartSink | undefined): ResultText {
    return new ResultText(sink, this.settings.EDGESQL_PART_BYTES, this.settings.EDGESQL_MAX_RESULT_BYTES);
  }

  /** Whether a request may read or write `_edge_auto`, by its own words or through triggers: it must be there. */
  private mattersToCounters(request: ShardRequest): boolean {
    return request.steps.some(({ sql }) => this.#kinds.of(sql) !== "query" || sql.includes("_edge_auto"));
  }

  /**
   * Begins to read the result of a request that is one plain query, to be read on in later turns.
   *
   * @returns undefined for any other request
   * @throws EdgeError as {@link run}
   */
  open(request: ShardRequest, sink: PartSink): OpenRead | undefined {
    const [step] = request.steps;
    if (step?.rows !== true || request.steps.length !== 1 || isGiven(step.expect)) return undefined;
    if (!this.isPlainQuery(step, request) || step.skip || isGiven(step.lockList)) return undefined;
    if (!this.#counters.isEmpty && this.mattersToCounters(request)) return undefined;
    this.#weights.prepareFor(request.steps);
    const located = (failure: unknown): EdgeError => this.located(failure, step, 0, [], undefined);
    const text = new ResultText(
      sink,
      this.settings.EDGESQL_STREAM_PART_BYTES,
      this.settings.EDGESQL_MAX_RESULT_BYTES,
    );
    try {
      const params = step.params ? bindable(step.params) : [];
      const { scan } = step;
      const rows = scan
        ? ofScan(new ScannedRows(this.storage.sql, step.sql, params, scan))
        : ofCursor(this.storage.sql.exec(step.sql, ...params));
      return new OpenRead(rows, text, (result) => this.replyText([result]), located);
    } catch (failure) {
      throw located(failure);
    }
  }

  /**
   * The reply that is recorded for a write which was done before.
   *
   * @throws EdgeError FORBIDDEN, SEQUENCE_STALE
   */
  recorded(request: ShardRequest, grant: Grant): string | undefined {
    if (!request.write) return undefined;
    if (!holds(grant, "write")) throw forbidden("write");
    const recorded = this.records.recorded(request.write);
    return recorded === undefined ? undefined : `"replayed":true,${recorded}`;
  }

  private runInTransaction(
    request: ShardRequest,
    grant: Grant,
    course: Course,
    text: ResultText,
    around: Surroundings | undefined,
  ): string {
    let reply = "";
    let newest = this.log.seq;
    const kinds = request.steps.map((step) => this.#kinds.of(step.sql));
    const mayWrite = around !== undefined || kinds.some((kind) => kind !== "query");
    const definitions = request.steps.filter((_, index) => kinds[index] === "definition");
    const mayDefine = definitions.length > 0;
    const isTemporary = definitions.every(({ sql }) => definesTemporary(sql));
    if (mayWrite && request.end !== "rollback") this.log.prepare();
    try {
      this.storage.transactionSync(() => {
        if (mayDefine && isTemporary) this.log.beforeTemporaryChange();
        else if (mayDefine) this.log.beforeSchemaChange();
        if (around?.enter() === true) course.hasWritten = true;
        const flagged = this.tables.setFlags(request.flags);
        for (let index = 0; index < request.steps.length; index++) {
          this.runStep(request.steps[index] as Step, index, grant, course, text);
        }
        around?.leave(course.changes);
        if (request.end === "rollback") {
          // eslint-disable-next-line @typescript-eslint/only-throw-error -- a sentinel, not an error
          throw UNDO;
        }
        if (flagged) this.tables.resetFlags();
        reply = this.commit(course);
        newest = this.log.stamp(this.tables.ver);
      });
      this.log.committed(newest);
      this.record(request, course, reply);
      return reply;
    } catch (thrown) {
      const isForbidden = thrown instanceof EdgeError && thrown.code === "FORBIDDEN";
      if (!isForbidden) course.auto?.keep();
      if (thrown === UNDO) return this.replyText(course.texts);
      throw thrown;
    } finally {
      // Triggers may have raised some.
      if (kinds.some((kind) => kind !== "query")) this.#counters.forgetStored();
      if (mayDefine && isTemporary) this.log.temporaryChanged();
      else if (mayDefine) this.log.schemaChanged();
    }
  }

  /** The last act inside a committing transaction: counts the write. Gives the reply. */
  private commit(course: Course): string {
    if (course.hasWritten) this.tables.nextVer();
    return this.replyText(course.texts);
  }

  private record({ write }: ShardRequest, course: Course, reply: string): void {
    if (!write) return;
    const isLarge = reply.length > this.settings.EDGESQL_WRITE_RECORD_BYTES;
    this.records.record(write, isLarge ? this.replyText(course.bare ?? []) : reply);
  }

  private replyText(results: string[]): string {
    return `"results":[${results.join(",")}],"ver":${String(this.tables.ver)}`;
  }

  /** Whether a request cannot change anything, by the words of its statements. */
  isQueries(request: ShardRequest): boolean {
    return request.steps.every((step) => this.isPlainQuery(step, request));
  }

  private isPlainQuery(step: Step, request: ShardRequest): boolean {
    return !step.auto && !step.when && !request.flags && this.#kinds.of(step.sql) === "query";
  }

  private runStep(step: Step, index: number, grant: Grant, course: Course, text: ResultText): void {
    const { when, auto } = step;
    if (when && course.changes[when.step] !== when.changes) {
      course.changes.push(0);
      this.add(course, '"changes":0,"read":0,"written":0,"skipped":true', "", "");
      return;
    }
    let given: Given | undefined;
    let params: BoundValue[] = [];
    try {
      const kind = this.#kinds.of(step.sql);
      if (kind === "definition" && !holds(grant, "schema")) throw forbidden("schema");
      params = step.params ? bindable(step.params) : params;
      if (auto) {
        if (!holds(grant, "write")) throw forbidden("write");
        course.auto ??= new AutoIncrement(this.storage.sql, this.#counters);
        given = course.auto.give(auto);
        params = withGiven(params, auto, given);
      }
      if (step.scan) {
        this.scan(step, index, params, course, text);
        return;
      }
      const cursor = this.storage.sql.exec(step.sql, ...params);
      const { columns, rows } = this.takeRows(step, index, cursor, text);
      if (isGiven(step.assume) && rows !== JSON.stringify(step.assume)) {
        throw new EdgeError("CONFLICT", "the step's rows are not those that were assumed");
      }
      const written = cursor.rowsWritten;
      const changes = written > 0 ? this.changed() : 0;
      if (written > 0 || kind === "definition") {
        if (!holds(grant, "write")) throw forbidden("write");
        course.hasWritten = true;
      }
      if (isGiven(step.expect) && step.expect !== changes) {
        throw new EdgeError(
          "CONFLICT",
          `the step changed ${String(changes)} rows instead of ${String(step.expect)}`,
        );
      }
      if (auto) course.auto?.raiseToMax(auto);
      course.changes.push(changes);
      const counts =
        `"changes":${String(changes)},"read":${String(cursor.rowsRead)},"written":${String(written)}` +
        givenText(given);
      this.add(course, counts, columns, rows);
    } catch (failure) {
      throw this.located(failure, step, index, params, given);
    }
  }

  private scan(step: Step, index: number, params: BoundValue[], course: Course, text: ResultText): void {
    if (!step.scan || this.#kinds.of(step.sql) !== "query") {
      throw new EdgeError("BAD_REQUEST", `steps[${String(index)}].scan stands only with a query`);
    }
    const scanned = new ScannedRows(this.storage.sql, step.sql, params, step.scan);
    const rows = text.pieces(index, scanned);
    course.changes.push(0);
    this.add(course, `"changes":0,"read":${String(scanned.read)},"written":0`, '"columns":[],', rows);
  }

  private takeRows(
    step: Step,
    index: number,
    cursor: SqlStorageCursor<Record<string, SqlStorageValue>>,
    text: ResultText,
  ): { columns: string; rows: string } {
    if (step.rows === true) {
      const rows = text.rows(index, cursor.raw());
      return { columns: `"columns":${JSON.stringify(cursor.columnNames)},`, rows };
    }
    // The statement is done only when its cursor is.
    while (cursor.next().done !== true);
    return { columns: "", rows: "" };
  }

  private add(course: Course, counts: string, columns: string, rows: string): void {
    course.texts.push(rows === "" ? `{${counts}}` : `{${columns}"rows":${rows},${counts}}`);
    course.bare?.push(`{${columns}${counts}}`);
  }

  private changed(): number {
    const [row] = [...this.storage.sql.exec("SELECT changes()").raw()];
    return Number(row?.[0]);
  }

  /** The failure as the peer is told it: with its step and, where asked for, its row. */
  private located(
    failure: unknown,
    step: Step,
    index: number,
    params: BoundValue[],
    given: Given | undefined,
  ): EdgeError {
    const error = sqlError(failure);
    const { rowsParam, auto } = step;
    if (isGiven(rowsParam) && isConstraint(error)) {
      const alongside = given?.ids && isGiven(auto?.param) ? [auto.param] : [];
      const found = failingRow(this.storage, { sql: step.sql, params, rowsParam, alongside });
      if (found) {
        return new EdgeError(found.error.code, found.error.message, { step: index, row: found.row });
      }
    }
    return new EdgeError(error.code, error.message, { ...error.detail, step: index });
  }
}

function newCourse(request: ShardRequest): Course {
  const bare = request.write ? [] : undefined;
  return { changes: [], texts: [], bare, hasWritten: false, auto: undefined };
}

function isCommit({ end, tx }: ShardRequest): boolean {
  return end !== "rollback" && tx !== undefined && tx !== null;
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

function givenText(given: Given | undefined): string {
  if (given === undefined) return "";
  const first = given.firstId === undefined ? "" : `,"firstId":"${given.firstId}"`;
  return given.ids ? `${first},"ids":${given.bound}` : first;
}

function forbidden(right: string): EdgeError {
  return new EdgeError("FORBIDDEN", `the token does not hold the right ${right}`);
}
