/** The servers that are tested: one that runs anyway, or all of Edge SQL, process by process. */
@NullMarked
package io.edgesql.consistency.cluster;

import org.jspecify.annotations.NullMarked;
