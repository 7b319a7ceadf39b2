import { elementsOf } from "../src/shard/json-elements";
import { LockTable, type LockOwner } from "../src/shard/locks";
import { IX, S, X, claimsOf } from "../src/shard/lock-modes";
import { statementKind } from "../src/wire/statement-kind";

describe("statementKind", () => {
  test.each([
    ["SELECT 1", "query"],
    ["  /* a; b */ select 1 -- ; drop", "query"],
    ["SELECT ';' , \"a;b\", `c;d`, [e;f]", "query"],
    ["SELECT 1;", "query"],
    ["VALUES (1)", "query"],
    ["EXPLAIN DELETE FROM t", "query"],
    ["SELECT 'it''s; fine'", "query"],
    ["(SELECT 1)", "other"],
    ["WITH x AS (SELECT 1) SELECT * FROM x", "query"],
    [
      "with recursive x(n) as (values (1) union all select n + 1 from x), y AS NOT MATERIALIZED (SELECT 1) SELECT 1",
      "query",
    ],
    ["WITH x AS (SELECT 1) VALUES (2)", "query"],
    ["WITH x AS (SELECT 1) DELETE FROM t", "other"],
    ["WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "other"],
    ['WITH "select" AS (SELECT 1) UPDATE t SET a = 1', "other"],
    ["WITH x AS (SELECT 1) /* SELECT */ REPLACE INTO t VALUES (1)", "other"],
    ["WITH x AS (SELECT 1)", "other"],
    ["WITH x AS (SELECT 1); SELECT 1", "other"],
    ["SELECT 1; SELECT 2", "other"],
    ["INSERT INTO t VALUES ('DROP TABLE t')", "other"],
    ["SELECT 1; DROP TABLE t", "definition"],
    [";;CREATE TABLE t (a)", "definition"],
    ["/**/--\nALTER TABLE t RENAME TO u", "definition"],
    ["", "other"],
  ])("%j is %s", (sql, kind) => {
    expect(statementKind(sql)).toBe(kind);
  });
});

describe("elementsOf", () => {
  test.each<[string, string[] | undefined]>([
    ["[]", []],
    [" [ ] ", []],
    ["[1]", ["1"]],
    ['[1, "a,]\\"[" ,[2,{"x":[3]}] , null]', ["1", '"a,]\\"["', '[2,{"x":[3]}]', "null"]],
    ["[9007199254740993]", ["9007199254740993"]],
    ["{}", undefined],
    ["[1", undefined],
    ["5", undefined],
  ])("%j is cut into %j", (text, elements) => {
    expect(elementsOf(text)).toEqual(elements);
  });
});

/** Whether two owners hold locks on one resource that must not stand side by side. */
function clash(one: LockOwner, other: LockOwner): boolean {
  return [...one.held].some(([name, mode]) => {
    const theirs = other.held.get(name) ?? 0;
    return ((mode & X) !== 0 && theirs !== 0) || ((mode & S) !== 0 && (theirs & IX) !== 0);
  });
}

test("under random load no two owners ever hold locks that conflict, and nobody waits for ever", () => {
  // A small generator of its own: the same course every time.
  let seed = 42;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const table = new LockTable(1000);
  const owners = Array.from({ length: 8 }, (_, n) => table.owner(String(n)));
  const row = (name: string, key: string): string => `${name}\u0000${key}`;
  let settled = 0;
  let started = 0;
  let conflicts = 0;
  let standstills = 0;
  for (let round = 0; round < 20_000; round++) {
    const owner = owners[random(owners.length)];
    if (owner === undefined || owner.waiting.size > 0) continue;
    if (random(4) === 0) {
      table.release(owner);
      continue;
    }
    const locks = Array.from({ length: 1 + random(3) }, () => ({
      table: `t${String(random(2))}`,
      key: random(3) === 0 ? null : String(random(4)),
      mode: random(2) === 0 ? ("S" as const) : ("X" as const),
    }));
    started++;
    try {
      const wait = table.acquire(owner, claimsOf(locks, row), random(5) > 0, () => settled++);
      if (wait === undefined) settled++;
    } catch {
      settled++;
    }
    conflicts += owners.flatMap((one) => owners.filter((other) => one !== other && clash(one, other))).length;
    // Somebody can always go on: not all of them wait.
    if (owners.every((one) => one.waiting.size > 0)) standstills++;
  }
  for (let pass = 0; pass < owners.length; pass++) {
    for (const owner of owners) if (owner.waiting.size === 0) table.release(owner);
  }
  expect({ conflicts, standstills }).toEqual({ conflicts: 0, standstills: 0 });
  expect(settled).toBe(started);
  expect(table.count).toBe(0);
});
