/**
 * The texts of the top-level elements of a JSON array. Cut, not parsed and written again: integers beyond 2^53 must
 * arrive as they are.
 */
export function elementsOf(value: unknown): string[] | undefined {
  if (typeof value !== "string" || !/^\s*\[/.test(value)) return undefined;
  const elements: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of value.matchAll(/"(?:[^"\\]|\\[\s\S])*"|[[\]{},]/g)) {
    if (token === "[" || token === "{") {
      depth++;
      if (depth === 1) start = index + 1;
    } else if (token === "]" || token === "}") {
      depth--;
      if (depth === 0) {
        const last = value.slice(start, index).trim();
        if (last !== "" || elements.length > 0) elements.push(last);
        return elements;
      }
    } else if (token === "," && depth === 1) {
      elements.push(value.slice(start, index).trim());
      start = index + 1;
    }
  }
  return undefined;
}
