/** What the clients do, and for each workload what must be true of the history that comes of it. */
@NullMarked
package io.edgesql.consistency.workload;

import org.jspecify.annotations.NullMarked;
