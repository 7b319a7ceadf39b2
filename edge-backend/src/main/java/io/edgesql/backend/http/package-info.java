/**
 * The gateway calls that need no socket: schema and health.
 *
 * <p>Specification: {@code docs/gateway-protocol/README.md}, §2 and §4.
 */
@NullMarked
package io.edgesql.backend.http;

import org.jspecify.annotations.NullMarked;
