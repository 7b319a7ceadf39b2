package io.edgesql.proxy.session;

import io.edgesql.backend.Backend;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.execute.RowQueues;
import io.edgesql.proxy.execute.StatementRunner;
import io.edgesql.proxy.metrics.ProxyMetrics;
import io.edgesql.proxy.state.GlobalVariables;

/**
 * What all sessions of a server share.
 *
 * @param instance unique for this run of the server: it makes the names of writes unique for ever
 */
public record ServerContext(
    ProxySettings settings,
    String instance,
    Connections connections,
    GlobalVariables globals,
    Accounts accounts,
    Backend backend,
    StatementRunner runner,
    RowQueues queues,
    ProxyMetrics metrics) {}
