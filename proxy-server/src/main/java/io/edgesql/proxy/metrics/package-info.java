/** What the proxy counts and times, and the endpoint that tells it to Prometheus. */
@NullMarked
package io.edgesql.proxy.metrics;

import org.jspecify.annotations.NullMarked;
