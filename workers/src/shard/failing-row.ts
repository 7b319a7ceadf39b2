import type { EdgeError } from "../wire/codes";
import type { BoundValue } from "../wire/values";
import { elementsOf } from "./json-elements";
import { isConstraint, sqlError } from "./sqlite-errors";

const UNDO = Symbol("undo");

/** A step that failed: its text and its parameters as they were bound. */
export interface FailedStep {
  sql: string;
  params: BoundValue[];
  /** Index of the parameter that is a JSON array of rows. */
  rowsParam: number;
  /** Indexes of other parameters that run along the rows, such as generated ids. */
  alongside: number[];
}

/**
 * Finds the first element of the step's row array that fails, by running the elements one at a time, each on top of
 * those before it; everything is undone.
 *
 * @returns its zero-based index and its own error, or undefined when none fails alone
 */
export function failingRow(
  storage: DurableObjectStorage,
  step: FailedStep,
): { row: number; error: EdgeError } | undefined {
  const arrays = new Map<number, string[]>();
  for (const index of [step.rowsParam, ...step.alongside]) {
    const elements = elementsOf(step.params[index]);
    if (elements === undefined) return undefined;
    arrays.set(index, elements);
  }
  let found: { row: number; error: EdgeError } | undefined;
  try {
    storage.transactionSync(() => {
      found = firstFailure(storage, step, arrays);
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- a sentinel that undoes the transaction
      throw UNDO;
    });
  } catch (thrown) {
    if (thrown !== UNDO) throw thrown;
  }
  return found;
}

function firstFailure(
  storage: DurableObjectStorage,
  step: FailedStep,
  arrays: Map<number, string[]>,
): { row: number; error: EdgeError } | undefined {
  const count = arrays.get(step.rowsParam)?.length ?? 0;
  const params = [...step.params];
  for (let row = 0; row < count; row++) {
    for (const [index, elements] of arrays) {
      params[index] = `[${elements[row] ?? "null"}]`;
    }
    try {
      storage.sql.exec(step.sql, ...params).toArray();
    } catch (failure) {
      const error = sqlError(failure);
      return isConstraint(error) ? { row, error } : undefined;
    }
  }
  return undefined;
}
