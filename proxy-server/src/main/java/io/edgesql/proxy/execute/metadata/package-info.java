/**
 * What the server tells about itself: information_schema and its like as virtual tables, SHOW,
 * DESCRIBE, SHOW CREATE. Columns are MySQL's ({@code tables.tsv}), rows come from the catalog.
 */
@NullMarked
package io.edgesql.proxy.execute.metadata;

import org.jspecify.annotations.NullMarked;
