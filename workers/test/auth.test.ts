import { generateKeyPairSync, sign } from "node:crypto";
import { Edge, base64url, nowSeconds, token, type Claims } from "./support/edge";

const pair = generateKeyPairSync("ed25519");
const jwk = pair.publicKey.export({ format: "jwk" });

function eddsaToken(claims: Claims = {}): string {
  const all = { tenant: "acme", project: "shop", rights: ["read"], exp: nowSeconds() + 60, ...claims };
  const signed = `${base64url('{"alg":"EdDSA"}')}.${base64url(JSON.stringify(all))}`;
  return `${signed}.${sign(null, Buffer.from(signed), pair.privateKey).toString("base64url")}`;
}

let edge: Edge;

beforeAll(async () => {
  edge = await Edge.start({ EDGESQL_ED25519_PUBLIC_KEY: jwk.x ?? "", EDGESQL_KEY_ID: "k1" });
});

afterAll(() => edge.stop());

const schemaStatus = async (bearer: string | null): Promise<number> =>
  (await edge.http("GET", "/v1/schema", undefined, bearer)).status;

test("health needs no token", async () => {
  expect(await edge.http("GET", "/v1/health", undefined, null)).toEqual({
    status: 200,
    body: { ok: true, protocol: 1 },
  });
});

test("accepts HS256", async () => {
  expect(await schemaStatus(token())).toBe(200);
});

test("accepts EdDSA with a raw key", async () => {
  expect(await schemaStatus(eddsaToken())).toBe(200);
});

test("accepts EdDSA with a JWK", async () => {
  const other = await Edge.start({ EDGESQL_ED25519_PUBLIC_KEY: JSON.stringify(jwk) });
  expect((await other.http("GET", "/v1/schema", undefined, eddsaToken())).status).toBe(200);
  await other.stop();
});

const none = `${base64url('{"alg":"none"}')}.${token().split(".")[1] ?? ""}.`;
const [head = "", payload = "", signature = ""] = token().split(".");
const tampered = `${head}.${base64url(Buffer.from(payload, "base64url").toString().replace("acme", "evil"))}.${signature}`;

test.each([
  ["no token", null],
  ["alg none", none],
  ["an unknown algorithm", token({}, undefined, { alg: "HS512" })],
  ["a lower-case algorithm", token({}, undefined, { alg: "hs256" })],
  ["another secret", token({}, "another secret")],
  ["a payload that was changed", tampered],
  ["an EdDSA token signed as HS256 with the public key", token({}, jwk.x, { alg: "EdDSA" })],
  ["a token in two pieces", `${head}.${payload}`],
  ["a token in four pieces", `${token()}.x`],
  ["something that is not base64", "a!.b!.c!"],
  ["a payload that is no object", `${head}.${base64url("[]")}.${signature}`],
  ["an expired token", token({ exp: nowSeconds() - 1 })],
  ["a token without exp", token({ exp: undefined })],
  ["exp as text", token({ exp: String(nowSeconds() + 60) })],
  ["a token that lives too long", token({ exp: nowSeconds() + 86_400 * 367 })],
  ["a token that is not valid yet", token({ nbf: nowSeconds() + 600 })],
  ["a token from the future", token({ iat: nowSeconds() + 600 })],
  ["an unknown key id", token({}, undefined, { alg: "HS256", kid: "k2" })],
  ["no tenant", token({ tenant: undefined })],
  ["a tenant with a slash", token({ tenant: "acme/shop" })],
  ["no project", token({ project: undefined })],
  ["an unknown right", token({ rights: ["root"] })],
  ["rights as text", token({ rights: "admin" })],
])("refuses %s with 401", async (_name, bearer) => {
  const answer = await edge.http("GET", "/v1/schema", undefined, bearer);
  expect(answer).toMatchObject({ status: 401, body: { error: { code: "UNAUTHENTICATED" } } });
});

test("accepts the known key id", async () => {
  expect(await schemaStatus(token({}, undefined, { alg: "HS256", kid: "k1" }))).toBe(200);
});

test("a socket is refused without a sound token", async () => {
  await expect(edge.socket("main", none)).rejects.toThrow("401");
});

test.each([
  ["GET", "/v1/schema", []],
  ["POST", "/v1/schema", ["read", "write"]],
  ["POST", "/v1/shards/main/run", ["schema"]],
])("%s %s is forbidden with the rights %j", async (method, path, rights) => {
  const answer = await edge.http(method, path, method === "POST" ? {} : undefined, token({ rights }));
  expect(answer).toMatchObject({ status: 403, body: { error: { code: "FORBIDDEN" } } });
});

test("a socket is forbidden without the right read", async () => {
  await expect(edge.socket("main", token({ rights: ["write"] }))).rejects.toThrow("403");
});

test("tenants and projects do not see each other's objects", async () => {
  await edge.define(["CREATE TABLE secret (a)", "INSERT INTO secret VALUES ('mine')"], "main", {
    tenant: "one",
  });
  for (const claims of [{ tenant: "two" }, { tenant: "one", project: "other" }]) {
    const socket = await edge.socket("main", token(claims));
    expect(await socket.fail([{ sql: "SELECT * FROM secret", rows: true }])).toMatchObject({ code: "SQL" });
    expect(await socket.close()).toBe(1000);
    const schema = await edge.http("GET", "/v1/schema", undefined, token(claims));
    expect(schema.body).toEqual({ version: 0, full: true, objects: {} });
  }
});

test("a client's own grant header is not believed", async () => {
  const grant = { tenant: "acme", project: "shop", rights: ["admin"], exp: nowSeconds() + 60 };
  const request = { id: 1, steps: [{ sql: "CREATE TABLE stolen (a)" }] };
  const headers = { "x-edgesql-grant": JSON.stringify(grant) };
  const answer = await edge.http(
    "POST",
    "/v1/shards/main/run",
    request,
    token({ rights: ["read"] }),
    headers,
  );
  expect(answer.body).toMatchObject({ error: { code: "FORBIDDEN" } });
});

test("a socket whose token has expired is closed with 4401", async () => {
  const socket = await edge.socket("main", token({ exp: nowSeconds() + 2 }));
  expect(await socket.query("SELECT 1")).toEqual([[1]]);
  await new Promise((done) => setTimeout(done, 2100));
  socket.send({ t: "hello" });
  expect(await socket.closed).toBe(4401);
});

test.each([
  ["GET", "/v1/nothing", 404],
  ["GET", "/v1/shards/Main/run", 404],
  ["GET", "/v1/shards/control/socket", 404],
  ["DELETE", "/v1/schema", 400],
  ["GET", "/v1/shards/main/run", 400],
  ["GET", "/v1/schema?since=x", 400],
  ["GET", "/v1/shards/main/socket", 400],
])("%s %s gives %i", async (method, path, status) => {
  expect((await edge.http(method, path)).status).toBe(status);
});

test("a socket must offer the sub-protocol", async () => {
  await expect(edge.socket("main", token(), "other")).rejects.toThrow("400");
});
