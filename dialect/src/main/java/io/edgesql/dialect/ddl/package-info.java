/** Schema statements to a changed catalog and the shard's SQLite statements. */
@NullMarked
package io.edgesql.dialect.ddl;

import org.jspecify.annotations.NullMarked;
