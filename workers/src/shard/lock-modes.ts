import type { LockWanted } from "../wire/request";

/** Lock modes as bits, so that what one transaction holds on a resource is their union. */
export const IS = 1;
export const IX = 2;
export const S = 4;
export const X = 8;

/** For each mode, the modes of *other* transactions that it cannot stand beside. */
const CONFLICTS: Readonly<Record<number, number>> = {
  [IS]: X,
  [IX]: S | X,
  [S]: IX | X,
  [X]: IS | IX | S | X,
};

export function conflicts(wanted: number, held: number): boolean {
  return ((CONFLICTS[wanted] ?? 0) & held) !== 0;
}

/** True when holding `held` makes asking for `wanted` idle. */
export function covers(held: number, wanted: number): boolean {
  if ((held & (wanted | X)) !== 0) return true;
  return wanted === IS && (held & (IX | S)) !== 0;
}

/** One lock on one resource. */
export interface Claim {
  resource: string;
  mode: number;
}

/** What plain reads of a table wait for while LOCK TABLES … WRITE is in effect, as a resource. */
export function readsOf(table: string): string {
  return `${table}\u0000reads`;
}

/**
 * A table lock is one claim; a key lock is an intention on its table and a claim on the key.
 *
 * @param row names the resource of a row
 */
export function claimsOf(locks: readonly LockWanted[], row: (table: string, key: string) => string): Claim[] {
  const claims: Claim[] = [];
  for (const { table, key, mode, closed } of locks) {
    const isShared = mode === "S";
    if (key === undefined || key === null) {
      claims.push({ resource: table, mode: isShared ? S : X });
      if (closed === true) claims.push({ resource: readsOf(table), mode: X });
    } else {
      claims.push({ resource: table, mode: isShared ? IS : IX });
      claims.push({ resource: row(table, key), mode: isShared ? S : X });
    }
  }
  return claims;
}
