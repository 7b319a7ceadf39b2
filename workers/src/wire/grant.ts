/** What a token may allow. `admin` implies all. */
export const RIGHTS = ["read", "write", "schema", "admin"] as const;
export type Right = (typeof RIGHTS)[number];

/**
 * What the gateway found in a token. It travels to the object in {@link GRANT_HEADER} and is attached to the
 * socket, so that the object can check it on every message, after hibernation too.
 */
export interface Grant {
  tenant: string;
  project: string;
  rights: Right[];
  /** Seconds since the epoch. */
  exp: number;
}

/** Header between gateway and object; the gateway never forwards a client's own headers. */
export const GRANT_HEADER = "x-edgesql-grant";

export function holds(grant: Grant, right: Right): boolean {
  return grant.rights.includes(right) || grant.rights.includes("admin");
}

export function isExpired(grant: Grant, nowMs: number): boolean {
  return nowMs >= grant.exp * 1000;
}

/** Name of an object: nobody can name another tenant's. */
export function objectName(scope: { tenant: string; project: string }, name: string): string {
  return `${scope.tenant}/${scope.project}/${name}`;
}
