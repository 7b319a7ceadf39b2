/** JSON documents as MySQL keeps them: reading, its normal form, paths, comparison. */
@NullMarked
package io.edgesql.dialect.eval.json;

import org.jspecify.annotations.NullMarked;
