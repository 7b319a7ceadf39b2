/**
 * Plans: what to send to the shard and how to read the answer. After planning nobody looks at SQL
 * text again.
 */
@NullMarked
package io.edgesql.dialect.plan;

import org.jspecify.annotations.NullMarked;
