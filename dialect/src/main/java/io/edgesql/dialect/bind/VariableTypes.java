package io.edgesql.dialect.bind;

import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.Locale;
import java.util.Set;

/** The types of variables while a statement is planned, when their values are not known yet. */
public interface VariableTypes {
  /** Characters of a string variable, as MySQL's metadata gives them. */
  int TEXT_LENGTH = 21845;

  /** By MySQL's own names: switches and numbers are BIGINT, everything else is text. */
  VariableTypes BY_NAME = VariableTypes::byName;

  /** The type of a system variable, its name in lower case. */
  SqlType systemVariable(String name, Collation connection);

  /** A user variable may hold anything; it is typed as text until it is read. */
  default SqlType userVariable(Collation connection) {
    return SqlType.varchar(16383, connection);
  }

  private static SqlType byName(String name, Collation connection) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (Names.SWITCHES.contains(lower)) {
      return SqlType.integer(TypeName.BIGINT, false).withName(TypeName.BIGINT, 1);
    }
    if (Names.REALS.contains(lower)) {
      return SqlType.DOUBLE;
    }
    return isNumber(lower) ? SqlType.BIGINT_UNSIGNED : SqlType.varchar(TEXT_LENGTH, connection);
  }

  private static boolean isNumber(String name) {
    if (Names.NUMBERS.contains(name)) {
      return true;
    }
    for (String suffix : Names.NUMBER_SUFFIXES) {
      if (name.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }

  /** The names behind {@link #BY_NAME}. */
  final class Names {
    private static final Set<String> SWITCHES =
        Set.of(
            "autocommit",
            "foreign_key_checks",
            "unique_checks",
            "sql_safe_updates",
            "sql_big_selects",
            "sql_auto_is_null",
            "sql_log_bin",
            "sql_log_off",
            "sql_notes",
            "sql_quote_show_create",
            "sql_warnings",
            "sql_buffer_result",
            "sql_require_primary_key",
            "sql_generate_invisible_primary_key",
            "big_tables",
            "transaction_read_only",
            "read_only",
            "super_read_only",
            "offline_mode",
            "local_infile",
            "log_bin",
            "general_log",
            "slow_query_log",
            "event_scheduler_running",
            "explicit_defaults_for_timestamp",
            "innodb_file_per_table",
            "innodb_strict_mode",
            "innodb_table_locks",
            "innodb_autoinc_enabled",
            "keep_files_on_create",
            "low_priority_updates",
            "new",
            "old_alter_table",
            "performance_schema",
            "profiling",
            "show_old_temporaries",
            "skip_networking",
            "skip_name_resolve",
            "skip_show_database",
            "lower_case_file_system",
            "automatic_sp_privileges",
            "check_proxy_users",
            "flush",
            "large_pages",
            "log_bin_trust_function_creators",
            "partial_revokes",
            "windowing_use_high_precision",
            "print_identified_with_as_hex",
            "session_track_schema",
            "session_track_state_change",
            "end_markers_in_json",
            "default_table_encryption",
            "pseudo_replica_mode",
            "pseudo_slave_mode",
            "updatable_views",
            "autocommit_enabled");
    private static final Set<String> REALS =
        Set.of("long_query_time", "timestamp", "innodb_max_dirty_pages_pct");
    private static final Set<String> NUMBERS =
        Set.of(
            "port",
            "server_id",
            "max_allowed_packet",
            "max_connections",
            "max_user_connections",
            "max_prepared_stmt_count",
            "max_execution_time",
            "max_sp_recursion_depth",
            "max_error_count",
            "max_sort_length",
            "max_points_in_geometry",
            "group_concat_max_len",
            "edgesql_finish_rows",
            "cte_max_recursion_depth",
            "div_precision_increment",
            "default_week_format",
            "lower_case_table_names",
            "auto_increment_increment",
            "auto_increment_offset",
            "insert_id",
            "last_insert_id",
            "identity",
            "pseudo_thread_id",
            "rand_seed1",
            "rand_seed2",
            "warning_count",
            "error_count",
            "protocol_version",
            "net_retry_count",
            "sql_select_limit",
            "max_join_size",
            "max_seeks_for_key",
            "max_length_for_sort_data",
            "lock_wait_timeout",
            "thread_stack",
            "open_files_limit",
            "back_log",
            "default_password_lifetime",
            "ft_min_word_len",
            "ft_max_word_len",
            "ft_query_expansion_limit",
            "eq_range_index_dive_limit",
            "optimizer_search_depth",
            "optimizer_prune_level",
            "min_examined_row_limit",
            "flush_time");
    private static final Set<String> NUMBER_SUFFIXES =
        Set.of(
            "_timeout",
            "_size",
            "_cache",
            "_limit",
            "_length",
            "_increment",
            "_seconds",
            "_instances",
            "_threads",
            "_connections",
            "_count");

    private Names() {}
  }
}
