// The namespace lets the bundler drop what is not used: 560 KB, languages mostly.
import * as z from "zod";
import { EdgeError } from "../wire/codes";
import type { SchemaChange } from "../wire/schema";

const value = z.union([z.null(), z.string(), z.number(), z.object({ $b: z.base64() })]);
const step = z.object({ sql: z.string().min(1).max(100_000), params: z.array(value).max(100).default([]) });
const shardName = z.string().regex(/^[a-z0-9-]{1,64}$/);
const objectKey = z.string().min(1).max(512);

const schemaChange = z.object({
  base: z.int().min(0),
  sql: z.string().default(""),
  put: z.record(objectKey, z.json()).default({}),
  drop: z.array(objectKey).default([]),
  shards: z
    .record(
      shardName.refine((name) => name !== "control", "control is no shard"),
      z.array(step).max(10_000),
    )
    .default({}),
  flags: z.object({ foreignKeys: z.boolean().optional(), uniqueChecks: z.boolean().optional() }).default({}),
});

/**
 * Checks the body of `POST /v1/schema`.
 *
 * @throws EdgeError BAD_REQUEST naming the first member that is wrong
 */
export function schemaChangeOf(body: unknown): SchemaChange {
  const parsed = schemaChange.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EdgeError("BAD_REQUEST", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "malformed"}`);
  }
  return parsed.data;
}
