import { EdgeError } from "./codes";

/** A value that crosses the wire inside `params`: a number arrives in SQLite as REAL, whatever it looks like. */
export type WireValue = null | string | number | { $b: string };

/** A value that `sql.exec` takes. */
export type BoundValue = null | string | number | ArrayBuffer;

declare global {
  interface ArrayBuffer {
    /** Makes `JSON.stringify` write a BLOB as `{"$b":"<base64>"}` at no cost for the other values. */
    toJSON?: () => { $b: string };
  }
}

/** Teaches every `ArrayBuffer` of this isolate to leave as `{"$b":"<base64>"}`. Idempotent. */
export function installBlobJson(): void {
  Object.defineProperty(ArrayBuffer.prototype, "toJSON", {
    configurable: true,
    value: function toJSON(this: ArrayBuffer): { $b: string } {
      return { $b: new Uint8Array(this).toBase64() };
    },
  });
}

/**
 * Turns the `{"$b"}` objects of a parameter list into buffers, in place.
 *
 * @throws EdgeError BAD_REQUEST when a value is of another kind
 */
export function bindable(params: unknown[]): BoundValue[] {
  for (let index = 0; index < params.length; index++) {
    const value = params[index];
    if (typeof value === "string" || typeof value === "number" || value === null) {
      continue;
    }
    params[index] = blobOf(value, index);
  }
  return params as BoundValue[];
}

function blobOf(value: unknown, index: number): ArrayBuffer {
  if (value instanceof ArrayBuffer) {
    return value;
  }
  const text = typeof value === "object" && value !== null && "$b" in value ? value.$b : undefined;
  if (typeof text !== "string") {
    throw new EdgeError(
      "BAD_REQUEST",
      `parameter ${String(index)} is neither null, string, number nor {"$b": base64}`,
    );
  }
  try {
    return Uint8Array.fromBase64(text).buffer;
  } catch {
    throw new EdgeError("BAD_REQUEST", `parameter ${String(index)} is not base64`);
  }
}
