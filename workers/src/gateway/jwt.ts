import type { Env } from "../env";
import { EdgeError } from "../wire/codes";
import { RIGHTS, type Grant, type Right } from "../wire/grant";

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
/** How far a peer's clock may run ahead of ours, for `nbf` and `iat`. */
const CLOCK_SKEW_SECONDS = 60;
/** Longest token looked at. */
const MAX_TOKEN_CHARS = 8192;

const keys = new Map<string, Promise<CryptoKey>>();

function refuse(why: string): never {
  throw new EdgeError("UNAUTHENTICATED", why);
}

/**
 * Checks a request's bearer token (HS256 or EdDSA) and gives what it grants.
 *
 * @throws EdgeError UNAUTHENTICATED for anything short of a sound, current token
 */
export async function grantOf(
  request: Request,
  env: Env,
  maxTokenSeconds: number,
  nowSeconds: number,
): Promise<Grant> {
  const header = request.headers.get("authorization");
  if (header === null) refuse("no bearer token");
  const match = /^Bearer +(\S+)$/i.exec(header);
  const token = match?.[1];
  if (token === undefined || token.length > MAX_TOKEN_CHARS) refuse("no bearer token");
  const [head, payload, signature, ...rest] = token.split(".");
  if (head === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    refuse("the token is malformed");
  }
  const header64 = jsonOf(head);
  const algorithm = header64.alg;
  if (algorithm !== "HS256" && algorithm !== "EdDSA") refuse("the token's algorithm is not accepted");
  checkKeyId(header64.kid, env);
  const signed = new TextEncoder().encode(`${head}.${payload}`);
  const key = await keyFor(algorithm, env);
  const scheme = algorithm === "HS256" ? "HMAC" : "Ed25519";
  // The runtime throws for a signature of the wrong length.
  const matches = crypto.subtle.verify(scheme, key, bytesOf(signature), signed).catch(() => false);
  if (!(await matches)) refuse("the token's signature does not match");
  return claimsOf(jsonOf(payload), env, maxTokenSeconds, nowSeconds);
}

function claimsOf(
  claims: Record<string, unknown>,
  env: Env,
  maxTokenSeconds: number,
  nowSeconds: number,
): Grant {
  const { tenant, project, rights, exp, nbf, iat } = claims;
  if (typeof tenant !== "string" || !NAME.test(tenant)) refuse("the claim tenant is missing or malformed");
  if (typeof project !== "string" || !NAME.test(project)) refuse("the claim project is missing or malformed");
  if (!Array.isArray(rights) || !rights.every(isRight)) refuse("the claim rights is missing or malformed");
  if (!isSeconds(exp)) refuse("the claim exp is missing or malformed");
  if (exp <= nowSeconds) refuse("the token has expired");
  if (exp > nowSeconds + maxTokenSeconds) refuse("the token lives longer than is accepted");
  if (nbf !== undefined && (!isSeconds(nbf) || nbf > nowSeconds + CLOCK_SKEW_SECONDS)) {
    refuse("the token is not valid yet");
  }
  if (iat !== undefined && (!isSeconds(iat) || iat > nowSeconds + CLOCK_SKEW_SECONDS)) {
    refuse("the token was issued in the future");
  }
  checkKeyId(claims.kid, env);
  return { tenant, project, rights, exp };
}

function isRight(value: unknown): value is Right {
  return RIGHTS.some((right) => right === value);
}

function isSeconds(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function checkKeyId(kid: unknown, env: Env): void {
  if (kid === undefined) return;
  const wanted = env.EDGESQL_KEY_ID;
  if (typeof kid !== "string" || (wanted !== undefined && wanted !== "" && wanted !== kid)) {
    refuse("the token's key id is not known");
  }
}

function keyFor(algorithm: "HS256" | "EdDSA", env: Env): Promise<CryptoKey> {
  const secret = algorithm === "HS256" ? env.EDGESQL_HMAC_SECRET : env.EDGESQL_ED25519_PUBLIC_KEY;
  if (secret === undefined || secret === "") refuse("the token's algorithm is not accepted");
  const name = `${algorithm}:${secret}`;
  let key = keys.get(name);
  if (key === undefined) {
    key = algorithm === "HS256" ? hmacKey(secret) : ed25519Key(secret);
    keys.set(name, key);
  }
  return key;
}

function hmacKey(secret: string): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
}

function ed25519Key(text: string): Promise<CryptoKey> {
  if (text.trimStart().startsWith("{")) {
    const jwk = JSON.parse(text) as JsonWebKey;
    return crypto.subtle.importKey("jwk", jwk, { name: "Ed25519" }, false, ["verify"]);
  }
  return crypto.subtle.importKey("raw", bytesOf(text), { name: "Ed25519" }, false, ["verify"]);
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.fromBase64(base64url, { alphabet: "base64url" });
  } catch {
    return refuse("the token is malformed");
  }
}

function jsonOf(base64url: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytesOf(base64url)));
  } catch {
    refuse("the token is malformed");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse("the token is malformed");
  return value as Record<string, unknown>;
}
