/**
 * How fresh an answer has to be, and where it comes from then.
 *
 * <p>{@link io.edgesql.proxy.execute.reads.ReadModes} chooses: hint, query attribute, session
 * variable, table policy, else strong. {@link io.edgesql.proxy.execute.reads.CachedReads} answers
 * from the near-cache or reads for it. {@link io.edgesql.proxy.execute.reads.StalenessAuditor}
 * compares samples with the shard.
 */
@NullMarked
package io.edgesql.proxy.execute.reads;

import org.jspecify.annotations.NullMarked;
