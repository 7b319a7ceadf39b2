/** The {@link io.edgesql.backend.Backend} of a real edge: links for shards, HTTP for the rest. */
@NullMarked
package io.edgesql.backend.gateway;

import org.jspecify.annotations.NullMarked;
