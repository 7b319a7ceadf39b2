/** Names resolved against the catalog, every expression typed as MySQL types it. */
@NullMarked
package io.edgesql.dialect.bind;

import org.jspecify.annotations.NullMarked;
