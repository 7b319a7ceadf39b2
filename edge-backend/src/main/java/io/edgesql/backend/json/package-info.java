/**
 * The gateway protocol's JSON: requests and schema changes go out, frames and schema snapshots come
 * in. Streaming throughout: nothing here builds a tree or a String of a whole frame.
 *
 * <p>Specification: {@code docs/gateway-protocol/README.md}, §3 and §4. Imports the records of
 * {@code io.edgesql.backend} and Jackson's core, and does no I/O of its own.
 */
@NullMarked
package io.edgesql.backend.json;

import org.jspecify.annotations.NullMarked;
