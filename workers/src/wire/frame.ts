import { EdgeError } from "./codes";
import type { ErrorBody } from "./codes";

/** Largest message that a sender may send, in UTF-16 code units here: the runtime receives no more than 32 MiB. */
export const MAX_MESSAGE_CHARS = 31 * 1024 * 1024;
export const SUBPROTOCOL = "edgesql.v1";
export const PROTOCOL_VERSION = 1;
/** Close code of a socket whose token has expired. */
export const CLOSE_EXPIRED = 4401;

/** Frames from a proxy. The requests are checked one by one, so that one bad request does not fail the others. */
export type InboundFrame =
  | { t: "run"; reqs: unknown[]; chars: number }
  | { t: "hello" }
  | { t: "keep"; tx: string[] }
  | { t: "cancel"; ids: number[] }
  | { t: "more"; ids: number[] }
  | { t: "watch"; tables: string[] };

/**
 * Reads a text frame.
 *
 * @throws EdgeError BAD_REQUEST or TOO_LARGE for a frame that cannot be understood as a whole
 */
export function frameOf(message: string | ArrayBuffer): InboundFrame {
  if (typeof message !== "string") {
    throw new EdgeError("BAD_REQUEST", "text frames only");
  }
  if (message.length > MAX_MESSAGE_CHARS) {
    throw new EdgeError("TOO_LARGE", "the frame is larger than 31 MiB");
  }
  let raw: unknown;
  try {
    raw = JSON.parse(message);
  } catch {
    throw new EdgeError("BAD_REQUEST", "the frame is not JSON");
  }
  if (typeof raw !== "object" || raw === null) {
    throw new EdgeError("BAD_REQUEST", "a frame is a JSON object");
  }
  const frame = raw as { t?: unknown; reqs?: unknown; tx?: unknown; ids?: unknown; tables?: unknown };
  if (frame.t === "run") {
    if (!Array.isArray(frame.reqs) || frame.reqs.length === 0) {
      throw new EdgeError("BAD_REQUEST", "reqs must be an array of requests");
    }
    return { t: "run", reqs: frame.reqs, chars: message.length };
  }
  if (frame.t === "hello") {
    return { t: "hello" };
  }
  if (frame.t === "keep") {
    if (!Array.isArray(frame.tx) || !frame.tx.every((id) => typeof id === "string")) {
      throw new EdgeError("BAD_REQUEST", "tx must be an array of transaction ids");
    }
    return { t: "keep", tx: frame.tx };
  }
  if (frame.t === "cancel" || frame.t === "more") {
    if (!Array.isArray(frame.ids) || !frame.ids.every((id) => typeof id === "number")) {
      throw new EdgeError("BAD_REQUEST", "ids must be an array of request ids");
    }
    return { t: frame.t, ids: frame.ids };
  }
  if (frame.t === "watch") {
    if (!Array.isArray(frame.tables) || !frame.tables.every((name) => typeof name === "string")) {
      throw new EdgeError("BAD_REQUEST", "tables must be an array of names");
    }
    return { t: "watch", tables: frame.tables };
  }
  throw new EdgeError("BAD_REQUEST", "unknown message type");
}

/** Text of an error reply to one request. */
export function errorReply(id: number, error: ErrorBody): string {
  return `{"id":${String(id)},"error":${JSON.stringify(error)}}`;
}

/** Text of the answer to a frame in which no request could be read. */
export function errorFrame(error: ErrorBody): string {
  return JSON.stringify({ t: "error", error });
}
