import { EdgeError } from "../wire/codes";

/** Longest text that is remembered, in UTF-16 code units. */
const MAX_TEXT_CHARS = 8192;

/**
 * The texts of statements that a socket has sent under numbers, so that they need not be sent again. Memory: after a
 * hibernation the peer is told that a number means nothing any more.
 */
export class KnownTexts {
  readonly #texts: (string | undefined)[] = [];

  /** @param max numbers begin at 0 and stay below */
  constructor(private readonly max: number) {}

  /**
   * Puts the text into each step of a raw request that has only its number. Texts that come with a number are remembered,
   * whatever becomes of the request.
   *
   * @throws EdgeError TEXT_UNKNOWN, BAD_REQUEST
   */
  resolve(request: unknown): void {
    const steps = (request as { steps?: unknown } | null)?.steps;
    if (!Array.isArray(steps)) return;
    let missing: number | undefined;
    for (const step of steps as ({ sql?: unknown; text?: unknown } | null)[]) {
      const number = step?.text;
      if (step === null || number === undefined) continue;
      if (!Number.isInteger(number) || (number as number) < 0 || (number as number) >= this.max) {
        throw new EdgeError("BAD_REQUEST", `text must be a number below ${String(this.max)}`);
      }
      if (typeof step.sql === "string") {
        if (step.sql.length > MAX_TEXT_CHARS) {
          throw new EdgeError(
            "BAD_REQUEST",
            `a text with a number has at most ${String(MAX_TEXT_CHARS)} characters`,
          );
        }
        this.#texts[number as number] = step.sql;
        continue;
      }
      step.sql = this.#texts[number as number];
      if (step.sql === undefined) missing ??= number as number;
    }
    if (missing !== undefined)
      throw new EdgeError("TEXT_UNKNOWN", `nothing is known under the number ${String(missing)}`);
  }
}
