import { EdgeError } from "../wire/codes";

/**
 * Reads a JSON body of at most `maxBytes` bytes; stops reading as soon as there are more.
 *
 * @throws EdgeError TOO_LARGE, or BAD_REQUEST when the body is not JSON
 */
export async function jsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const text = await boundedText(request, maxBytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new EdgeError("BAD_REQUEST", "the body is not JSON");
  }
}

/** @throws EdgeError TOO_LARGE */
export async function boundedText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = new EdgeError("TOO_LARGE", `the body is larger than ${String(maxBytes)} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge;
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
