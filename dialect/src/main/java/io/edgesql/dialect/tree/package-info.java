/**
 * MySQL statements and expressions as we see them: sealed records without types or names resolved.
 */
@NullMarked
package io.edgesql.dialect.tree;

import org.jspecify.annotations.NullMarked;
