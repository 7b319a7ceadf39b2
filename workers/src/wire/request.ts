import { EdgeError } from "./codes";
import type { WireValue } from "./values";

/** Members that may be absent may be null as well. */
export interface WriteMark {
  session: string;
  seq: number;
}

export interface LockWanted {
  table: string;
  key?: string | null;
  mode: "S" | "X";
  /** A table's lock that plain reads of others wait for, too: LOCK TABLES … WRITE. */
  closed?: boolean | null;
}

export interface Auto {
  table: string;
  ids?: (null | number | string)[] | null;
  countSql?: string | null;
  countParams?: WireValue[] | null;
  maxSql?: string | null;
  param?: number | null;
  increment?: number | null;
  offset?: number | null;
}

export interface Step {
  sql: string;
  params?: WireValue[] | null;
  rows?: boolean | null;
  expect?: number | null;
  when?: { step: number; changes: number } | null;
  rowsParam?: number | null;
  auto?: Auto | null;
  skip?: SkipLocked[] | null;
  /** Index of the parameter that takes the shard's locks, as a JSON array. */
  lockList?: number | null;
  scan?: Scan | null;
  /** The rows that this query is to give: the peer has told them already. */
  assume?: (null | number | string)[][] | null;
}

/**
 * A step that reads a table along its rowid, a bounded piece at a time. Its result columns are `k`, the rowid, and
 * `c1` to `cn`, which hold integers, texts and NULL; its rows come in the order of `k`.
 */
export interface Scan {
  /** How many columns the rows have that are told; the peer is not told `k`. */
  columns: number;
  /** Index of the parameter that takes the least `k`, inclusive. */
  from: number;
  /** Index of the parameter that takes how many rows to read. */
  limit: number;
}

/** Rows of a table that a step leaves out because others have locked them. */
export interface SkipLocked {
  table: string;
  mode: "S" | "X";
  /** Index of the parameter that takes their keys. */
  param: number;
  /** Column of the result in which the step tells the keys of the rows that it finds; they are locked then. */
  column: number;
}

/** The open transaction that a request belongs to. */
export interface TransactionMark {
  id: string;
  boot?: string | null;
  /** Number of the last statement that stands; 0 before the first. Without it the transaction only holds locks. */
  at?: number | null;
  /** Number of this statement, larger than any before; its changes become the transaction's. */
  n?: number | null;
  /** Reads see the transaction's snapshot, which the first of them takes. */
  view?: "current" | "snapshot" | null;
}

export interface Flags {
  foreignKeys?: boolean | null;
  uniqueChecks?: boolean | null;
}

/** One request of §3.2, checked by {@link requestOf}. */
export interface ShardRequest {
  id: number;
  schema?: number | null;
  steps: Step[];
  end?: "commit" | "rollback" | null;
  write?: WriteMark | null;
  tx?: TransactionMark | null;
  /** Rows that alone matter of a table, by their keys; other tables matter whole. */
  keys?: Record<string, string[]> | null;
  locks?: LockWanted[] | null;
  lockWaitMs?: number | null;
  /** Parts of a large result that the peer takes before it has asked for more of them. */
  window?: number | null;
  release?: boolean | null;
  /** With `release`: the transaction that gets those of these locks that are freed, before all others. */
  next?: { tx: string; locks: LockWanted[] } | null;
  /** A transaction of the same session whose locks are not in the way: LOCK TABLES. */
  under?: string | null;
  flags?: Flags | null;
}

/** Requests in one frame. */
export const MAX_FRAME_REQUESTS = 256;
/** Steps in one request; a redo log longer than this must be shortened by its sender. */
export const MAX_STEPS = 20_000;
/** Columns of a step with `scan`: as many arguments as a function may have in a Durable Object. */
export const MAX_SCAN_COLUMNS = 32;
/** Locks in one request. */
export const MAX_REQUEST_LOCKS = 10_000;

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function optional(value: unknown, check: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || check(value);
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function refuse(what: string): never {
  throw new EdgeError("BAD_REQUEST", what);
}

/** The id that a reply can be sent to, even when the rest of the request is malformed. */
export function idOf(raw: unknown): number | undefined {
  return isObject(raw) && isCount(raw.id) ? raw.id : undefined;
}

/**
 * Checks one request without copying it. Hand-written: it stands on the hot path.
 *
 * @throws EdgeError BAD_REQUEST naming the member that is wrong
 */
export function requestOf(raw: unknown): ShardRequest {
  if (!isObject(raw)) refuse("a request is a JSON object");
  if (!isCount(raw.id)) refuse("id must be a non-negative integer");
  if (!optional(raw.schema, isCount)) refuse("schema must be a non-negative integer");
  if (!Array.isArray(raw.steps)) refuse("steps must be an array");
  if (raw.steps.length > MAX_STEPS) refuse(`more than ${String(MAX_STEPS)} steps`);
  if (!optional(raw.end, (end) => end === "commit" || end === "rollback")) {
    refuse("end must be commit or rollback");
  }
  if (!optional(raw.release, isBoolean)) refuse("release must be a boolean");
  if (!optional(raw.under, isText)) refuse("under must be a string");
  if (!optional(raw.lockWaitMs, isCount)) refuse("lockWaitMs must be a non-negative integer");
  if (!optional(raw.window, (parts) => isCount(parts) && parts > 0)) {
    refuse("window must be a positive integer");
  }
  checkWrite(raw);
  checkTransaction(raw);
  checkFlags(raw.flags);
  const steps: unknown[] = raw.steps;
  for (let index = 0; index < steps.length; index++) {
    checkStep(steps[index], index);
  }
  return raw as unknown as ShardRequest;
}

function checkWrite(raw: Json): void {
  const write = raw.write;
  if (write === undefined || write === null) return;
  if (!isObject(write) || !isText(write.session) || write.session === "" || !isCount(write.seq)) {
    refuse("write must be {session, seq}");
  }
  if (raw.end === "rollback") refuse("write stands only with end=commit");
}

function checkTransaction(raw: Json): void {
  const tx = raw.tx;
  if (tx !== undefined && tx !== null) {
    if (!isObject(tx) || !isText(tx.id) || tx.id === "" || !optional(tx.boot, isText)) {
      refuse("tx must be {id, boot?, at?, n?, view?}");
    }
    if (!optional(tx.at, isCount) || !optional(tx.n, isCount)) refuse("tx.at and tx.n must be counts");
    if (isCount(tx.n) && !(isCount(tx.at) && tx.n > tx.at)) refuse("tx.n must be larger than tx.at");
    if (!optional(tx.view, (view) => view === "current" || view === "snapshot")) {
      refuse("tx.view must be current or snapshot");
    }
  }
  const keys = raw.keys;
  if (keys !== undefined && keys !== null) {
    const isList = (list: unknown): boolean => Array.isArray(list) && list.every(isText);
    if (!isObject(keys) || !Object.values(keys).every(isList)) refuse("keys must be {table: [key, ...]}");
  }
  checkLocks(raw.locks);
  const next = raw.next;
  if (next === undefined || next === null) return;
  if (!isObject(next) || !isText(next.tx) || next.tx === "" || !Array.isArray(next.locks)) {
    refuse("next must be {tx, locks}");
  }
  if (raw.release !== true) {
    refuse("next stands only with release");
  }
  checkLocks(next.locks);
}

function checkLocks(locks: unknown): void {
  if (locks === undefined || locks === null) return;
  if (!Array.isArray(locks) || locks.length > MAX_REQUEST_LOCKS) {
    refuse(`locks must be an array of at most ${String(MAX_REQUEST_LOCKS)}`);
  }
  for (const lock of locks as unknown[]) {
    if (!isObject(lock) || !isText(lock.table) || !optional(lock.key, isText)) {
      refuse("a lock is {table, key?, mode}");
    }
    if (lock.mode !== "S" && lock.mode !== "X") refuse("a lock's mode is S or X");
  }
}

function checkFlags(flags: unknown): void {
  if (flags === undefined || flags === null) return;
  if (
    !isObject(flags) ||
    !optional(flags.foreignKeys, isBoolean) ||
    !optional(flags.uniqueChecks, isBoolean)
  ) {
    refuse("flags must be {foreignKeys?: boolean, uniqueChecks?: boolean}");
  }
}

/**
 * Checks one step; parameters are checked when they are bound.
 *
 * @throws EdgeError BAD_REQUEST
 */
export function checkStep(step: unknown, index: number): void {
  const at = `steps[${String(index)}]`;
  if (!isObject(step) || !isText(step.sql)) refuse(`${at}.sql must be a string`);
  if (!optional(step.params, Array.isArray)) refuse(`${at}.params must be an array`);
  if (!optional(step.rows, isBoolean)) refuse(`${at}.rows must be a boolean`);
  if (!optional(step.expect, isCount)) refuse(`${at}.expect must be a non-negative integer`);
  const params = (step.params ?? []) as unknown[];
  const when = step.when;
  if (when !== undefined && when !== null) {
    if (!isObject(when) || !isCount(when.step) || !isCount(when.changes) || when.step >= index) {
      refuse(`${at}.when must name an earlier step and a count`);
    }
  }
  if (!optional(step.rowsParam, (value) => isCount(value) && value < params.length)) {
    refuse(`${at}.rowsParam must be the index of a parameter`);
  }
  if (step.auto !== undefined && step.auto !== null) checkAuto(step.auto, params.length, at);
  if (!optional(step.lockList, (value) => isCount(value) && value < params.length)) {
    refuse(`${at}.lockList must be the index of a parameter`);
  }
  if (!optional(step.scan, (scan) => isScan(scan, params.length))) {
    refuse(`${at}.scan must be {columns, from, limit}`);
  }
  if (!optional(step.assume, (rows) => Array.isArray(rows) && rows.every(Array.isArray))) {
    refuse(`${at}.assume must be an array of rows`);
  }
  if (!optional(step.skip, (skip) => isSkip(skip, params.length))) {
    refuse(`${at}.skip must be [{table, mode, param, column}, ...]`);
  }
}

function isScan(scan: unknown, paramCount: number): boolean {
  if (!isObject(scan) || !isCount(scan.columns) || !isCount(scan.from) || !isCount(scan.limit)) return false;
  const hasColumns = scan.columns > 0 && scan.columns <= MAX_SCAN_COLUMNS;
  return hasColumns && scan.from < paramCount && scan.limit < paramCount && scan.from !== scan.limit;
}

function isSkip(skip: unknown, paramCount: number): boolean {
  return (
    Array.isArray(skip) &&
    skip.every(
      (one: unknown) =>
        isObject(one) &&
        isText(one.table) &&
        (one.mode === "S" || one.mode === "X") &&
        isCount(one.param) &&
        one.param < paramCount &&
        isCount(one.column),
    )
  );
}

function checkAuto(auto: unknown, paramCount: number, at: string): void {
  if (!isObject(auto) || !isText(auto.table)) refuse(`${at}.auto.table must be a string`);
  const positive = (value: unknown): boolean => isCount(value) && value > 0;
  if (!optional(auto.increment, positive) || !optional(auto.offset, positive)) {
    refuse(`${at}.auto.increment and offset must be positive integers`);
  }
  if (!optional(auto.maxSql, isText)) refuse(`${at}.auto.maxSql must be a string`);
  if (!optional(auto.countSql, isText)) refuse(`${at}.auto.countSql must be a string`);
  if (!optional(auto.countParams, Array.isArray)) refuse(`${at}.auto.countParams must be an array`);
  if (!optional(auto.ids, Array.isArray)) refuse(`${at}.auto.ids must be an array`);
  const gives = isText(auto.countSql) || Array.isArray(auto.ids);
  if (isText(auto.countSql) && Array.isArray(auto.ids)) {
    refuse(`${at}.auto has ids or countSql, not both`);
  }
  if (gives && !(isCount(auto.param) && auto.param < paramCount)) {
    refuse(`${at}.auto.param must be the index of a parameter`);
  }
  for (const id of (auto.ids ?? []) as unknown[]) {
    const ok =
      id === null ||
      (typeof id === "number" && Number.isSafeInteger(id)) ||
      (typeof id === "string" && /^-?\d{1,20}$/.test(id));
    if (!ok) refuse(`${at}.auto.ids holds null, integers and decimal strings`);
  }
}
