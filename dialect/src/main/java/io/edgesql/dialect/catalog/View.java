package io.edgesql.dialect.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A view: MySQL text that is parsed and bound where it is used.
 *
 * @param columns names given in CREATE VIEW, or empty
 * @param query the SELECT's text
 * @param defaultDatabase the database that unqualified names in it mean
 * @param connectionCollation collation_connection of the session that made it; null: not known
 * @param sqlMode the words of sql_mode that the text is read by; null: not known
 */
public record View(
    String database,
    String name,
    List<String> columns,
    String query,
    String defaultDatabase,
    String algorithm,
    String definer,
    String security,
    @Nullable String checkOption,
    @Nullable String connectionCollation,
    @Nullable String sqlMode)
    implements Catalog.Relation {}
