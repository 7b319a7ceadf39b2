/** Schema statements, planned and then run in a real SQLite with a Durable Object's limits. */
@NullMarked
package io.edgesql.dialect.ddl;

import org.jspecify.annotations.NullMarked;
