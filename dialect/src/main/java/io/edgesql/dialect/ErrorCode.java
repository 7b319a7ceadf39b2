package io.edgesql.dialect;

/**
 * The errors that the SQL brain itself gives, with MySQL 8.0's texts ({@code %s} for every place).
 */
public enum ErrorCode {
  ER_DB_CREATE_EXISTS(1007, "HY000", "Can't create database '%s'; database exists"),
  ER_DB_DROP_EXISTS(1008, "HY000", "Can't drop database '%s'; database doesn't exist"),
  ER_DUP_KEY(1022, "23000", "Can't write; duplicate key in table '%s'"),
  ER_OUT_OF_RESOURCES(
      1041,
      "HY000",
      "Out of memory; check if mysqld or some other process uses all available memory; if not, you"
          + " may have to use 'ulimit' to allow mysqld to use more memory or you can add more swap"
          + " space"),
  ER_DBACCESS_DENIED_ERROR(1044, "42000", "Access denied for user '%s'@'%s' to database '%s'"),
  ER_NO_DB_ERROR(1046, "3D000", "No database selected"),
  ER_BAD_NULL_ERROR(1048, "23000", "Column '%s' cannot be null"),
  ER_BAD_DB_ERROR(1049, "42000", "Unknown database '%s'"),
  ER_TABLE_EXISTS_ERROR(1050, "42S01", "Table '%s' already exists"),
  ER_BAD_TABLE_ERROR(1051, "42S02", "Unknown table '%s'"),
  ER_NON_UNIQ_ERROR(1052, "23000", "Column '%s' in %s is ambiguous"),
  ER_BAD_FIELD_ERROR(1054, "42S22", "Unknown column '%s' in '%s'"),
  ER_WRONG_GROUP_FIELD(1056, "42000", "Can't group on '%s'"),
  ER_TOO_LONG_IDENT(1059, "42000", "Identifier name '%s' is too long"),
  ER_DUP_FIELDNAME(1060, "42S21", "Duplicate column name '%s'"),
  ER_DUP_KEYNAME(1061, "42000", "Duplicate key name '%s'"),
  ER_DUP_ENTRY(1062, "23000", "Duplicate entry '%s' for key '%s'"),
  ER_WRONG_FIELD_SPEC(1063, "42000", "Incorrect column specifier for column '%s'"),
  ER_PARSE_ERROR(
      1064,
      "42000",
      "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server"
          + " version for the right syntax to use near '%s' at line %s"),
  ER_EMPTY_QUERY(1065, "42000", "Query was empty"),
  ER_NONUNIQ_TABLE(1066, "42000", "Not unique table/alias: '%s'"),
  ER_INVALID_DEFAULT(1067, "42000", "Invalid default value for '%s'"),
  ER_MULTIPLE_PRI_KEY(1068, "42000", "Multiple primary key defined"),
  ER_KEY_COLUMN_DOES_NOT_EXITS(1072, "42000", "Key column '%s' doesn't exist in table"),
  ER_WRONG_AUTO_KEY(
      1075,
      "42000",
      "Incorrect table definition; there can be only one auto column and it must be defined as a"
          + " key"),
  ER_WRONG_SUB_KEY(
      1089,
      "HY000",
      "Incorrect prefix key; the used key part isn't a string, the used length is longer than the"
          + " key part, or the storage engine doesn't support unique prefix keys"),
  ER_CANT_REMOVE_ALL_FIELDS(
      1090, "42000", "You can't delete all columns with ALTER TABLE; use DROP TABLE instead"),
  ER_CANT_DROP_FIELD_OR_KEY(1091, "42000", "Can't DROP '%s'; check that column/key exists"),
  ER_PROCACCESS_DENIED_ERROR(1370, "42000", "%s command denied to user '%s'@'%s' for routine '%s'"),
  ER_VIEW_PREVENT_UPDATE(
      1443, "HY000", "The definition of table '%s' prevents operation %s on table '%s'."),
  ER_UPDATE_TABLE_USED(
      1093, "HY000", "You can't specify target table '%s' for update in FROM clause"),
  ER_BLOB_CANT_HAVE_DEFAULT(
      1101, "42000", "BLOB, TEXT, GEOMETRY or JSON column '%s' can't have a default value"),
  ER_WRONG_DB_NAME(1102, "42000", "Incorrect database name '%s'"),
  ER_WRONG_TABLE_NAME(1103, "42000", "Incorrect table name '%s'"),
  ER_CANT_REOPEN_TABLE(1137, "HY000", "Can't reopen table: '%s'"),
  ER_CANNOT_ADD_FOREIGN(1215, "HY000", "Cannot add foreign key constraint"),
  ER_VIEW_SELECT_TMPTABLE(1352, "HY000", "View's SELECT refers to a temporary table '%s'"),
  ER_TRG_ON_VIEW_OR_TEMP_TABLE(1361, "HY000", "Trigger's '%s' is view or temporary table"),
  ER_PARTITION_NO_TEMPORARY(1562, "HY000", "Cannot create temporary table with partitions"),
  ER_INNODB_NO_FT_TEMP_TABLE(
      1796, "HY000", "Cannot create FULLTEXT index on temporary InnoDB table"),
  ER_UNKNOWN_ERROR(1105, "HY000", "%s"),
  ER_UNKNOWN_TABLE(1109, "42S02", "Unknown table '%s' in %s"),
  ER_FIELD_SPECIFIED_TWICE(1110, "42000", "Column '%s' specified twice"),
  ER_INVALID_GROUP_FUNC_USE(1111, "HY000", "Invalid use of group function"),
  ER_TABLE_MUST_HAVE_COLUMNS(1113, "42000", "A table must have at least 1 column"),
  ER_UNKNOWN_CHARACTER_SET(1115, "42000", "Unknown character set: '%s'"),
  ER_INVALID_ON_UPDATE(1294, "HY000", "Invalid ON UPDATE clause for '%s' column"),
  ER_TOO_MANY_TABLES(1116, "HY000", "Too many tables; MySQL can only use %s tables in a join"),
  ER_TOO_MANY_FIELDS(1117, "HY000", "Too many columns"),
  ER_WRONG_VALUE_COUNT_ON_ROW(1136, "21S01", "Column count doesn't match value count at row %s"),
  ER_MIX_OF_GROUP_FUNC_AND_FIELDS(
      1140,
      "42000",
      "In aggregated query without GROUP BY, expression #%s of SELECT list contains nonaggregated"
          + " column '%s'; this is incompatible with sql_mode=only_full_group_by"),
  ER_TABLEACCESS_DENIED_ERROR(1142, "42000", "%s command denied to user '%s'@'%s' for table '%s'"),
  ER_COLUMNACCESS_DENIED_ERROR(
      1143, "42000", "%s command denied to user '%s'@'%s' for column '%s' in table '%s'"),
  ER_SPECIFIC_ACCESS_DENIED_ERROR(
      1227,
      "42000",
      "Access denied; you need (at least one of) the %s privilege(s) for this operation"),
  ER_NO_SUCH_TABLE(1146, "42S02", "Table '%s.%s' doesn't exist"),
  ER_NET_PACKET_TOO_LARGE(1153, "08S01", "Got a packet bigger than 'max_allowed_packet' bytes"),
  ER_SYNTAX_ERROR(1149, "42000", "%s"),
  ER_WRONG_COLUMN_NAME(1166, "42000", "Incorrect column name '%s'"),
  ER_BLOB_KEY_WITHOUT_LENGTH(
      1170, "42000", "BLOB/TEXT column '%s' used in key specification without a key length"),
  ER_PRIMARY_CANT_HAVE_NULL(
      1171,
      "42000",
      "All parts of a PRIMARY KEY must be NOT NULL; if you need NULL in a key, use UNIQUE instead"),
  ER_KEY_DOES_NOT_EXITS(1176, "42000", "Key '%s' doesn't exist in table '%s'"),
  ER_UNKNOWN_SYSTEM_VARIABLE(1193, "HY000", "Unknown system variable '%s'"),
  ER_LOCK_WAIT_TIMEOUT(1205, "HY000", "Lock wait timeout exceeded; try restarting transaction"),
  ER_WRONG_ARGUMENTS(1210, "HY000", "Incorrect arguments to %s"),
  ER_LOCK_DEADLOCK(
      1213, "40001", "Deadlock found when trying to get lock; try restarting transaction"),
  ER_WRONG_USAGE(1221, "HY000", "Incorrect usage of %s and %s"),
  ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT(
      1222, "21000", "The used SELECT statements have a different number of columns"),
  ER_NO_DEFAULT(1230, "42000", "Variable '%s' doesn't have a default value"),
  ER_WRONG_VALUE_FOR_VAR(1231, "42000", "Variable '%s' can't be set to the value of '%s'"),
  ER_WRONG_TYPE_FOR_VAR(1232, "42000", "Incorrect argument type to variable '%s'"),
  ER_NOT_SUPPORTED_YET(1235, "42000", "This version of MySQL doesn't yet support '%s'"),
  ER_INCORRECT_GLOBAL_LOCAL_VAR(1238, "HY000", "Variable '%s' is a %s variable"),
  ER_OPERAND_COLUMNS(1241, "21000", "Operand should contain %s column(s)"),
  ER_SUBQUERY_NO_1_ROW(1242, "21000", "Subquery returns more than 1 row"),
  ER_DERIVED_MUST_HAVE_ALIAS(1248, "42000", "Every derived table must have its own alias"),
  ER_COLLATION_CHARSET_MISMATCH(
      1253, "42000", "COLLATION '%s' is not valid for CHARACTER SET '%s'"),
  ER_WARN_DATA_OUT_OF_RANGE(1264, "22003", "Out of range value for column '%s' at row %s"),
  WARN_DATA_TRUNCATED(1265, "01000", "Data truncated for column '%s' at row %s"),
  ER_CANT_AGGREGATE_2COLLATIONS(
      1267, "HY000", "Illegal mix of collations (%s,%s) and (%s,%s) for operation '%s'"),
  ER_UNKNOWN_COLLATION(1273, "HY000", "Unknown collation: '%s'"),
  ER_WRONG_NAME_FOR_INDEX(1280, "42000", "Incorrect index name '%s'"),
  ER_UNKNOWN_STORAGE_ENGINE(1286, "42000", "Unknown storage engine '%s'"),
  ER_TRUNCATED_WRONG_VALUE(1292, "22007", "Truncated incorrect %s value: '%s'"),
  ER_UNSUPPORTED_PS(
      1295, "HY000", "This command is not supported in the prepared statement protocol yet"),
  ER_INVALID_CHARACTER_STRING(1300, "HY000", "Invalid %s character string: '%s'"),
  ER_SP_DOES_NOT_EXIST(1305, "42000", "%s %s does not exist"),
  ER_QUERY_INTERRUPTED(1317, "70100", "Query execution was interrupted"),
  ER_VIEW_SELECT_VARIABLE(1351, "HY000", "View's SELECT contains a variable or parameter"),
  ER_WRONG_OBJECT(1347, "HY000", "'%s.%s' is not %s"),
  ER_NON_UPDATABLE_TABLE(1288, "HY000", "The target table %s of the %s is not updatable"),
  ER_NON_INSERTABLE_TABLE(1471, "HY000", "The target table %s of the %s is not insertable-into"),
  ER_NO_DEFAULT_FOR_VIEW_FIELD(
      1423, "HY000", "Field of view '%s.%s' underlying table doesn't have a default value"),
  ER_NO_DEFAULT_FOR_FIELD(1364, "HY000", "Field '%s' doesn't have a default value"),
  ER_DIVISION_BY_ZERO(1365, "22012", "Division by 0"),
  ER_TRUNCATED_WRONG_VALUE_FOR_FIELD(
      1366, "HY000", "Incorrect %s value: '%s' for column '%s' at row %s"),
  ER_DATA_TOO_LONG(1406, "22001", "Data too long for column '%s' at row %s"),
  ER_TRG_ALREADY_EXISTS(1359, "HY000", "Trigger already exists"),
  ER_TRG_DOES_NOT_EXIST(1360, "HY000", "Trigger does not exist"),
  ER_TOO_BIG_SELECT(
      1104,
      "42000",
      "The SELECT would examine more rows than may be gathered to compute it outside of the shard;"
          + " check your WHERE and use SET %s = # if the SELECT is okay"),
  ER_TOO_BIG_SCALE(1425, "42000", "Too big scale %s specified for column '%s'. Maximum is %s."),
  ER_TOO_BIG_PRECISION(1426, "42000", "Too-big precision %s specified for '%s'. Maximum is %s."),
  ER_TOO_BIG_DISPLAYWIDTH(1439, "42000", "Display width out of range for column '%s' (max = %s)"),
  ER_ROW_IS_REFERENCED_2(
      1451, "23000", "Cannot delete or update a parent row: a foreign key constraint fails (%s)"),
  ER_NO_REFERENCED_ROW_2(
      1452, "23000", "Cannot add or update a child row: a foreign key constraint fails (%s)"),
  ER_WRONG_VALUE(1525, "HY000", "Incorrect %s value: '%s'"),
  ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT(
      1582, "42000", "Incorrect parameter count in the call to native function '%s'"),
  ER_WRONG_PARAMETERS_TO_NATIVE_FCT(
      1583, "42000", "Incorrect parameters in the call to native function '%s'"),
  ER_DATA_OUT_OF_RANGE(1690, "22003", "%s value is out of range in '%s'"),
  ER_DUP_UNKNOWN_IN_INDEX(1859, "23000", "Duplicate entry for key '%s'"),
  ER_ILLEGAL_VALUE_FOR_TYPE(1367, "22007", "Illegal %s '%s' value found during parsing"),
  ER_FUNC_INEXISTENT_NAME_COLLISION(
      1630,
      "42000",
      "FUNCTION %s does not exist. Check the 'Function Name Parsing and Resolution' section in the"
          + " Reference Manual"),
  ER_USER_LOCK_WRONG_NAME(3057, "42000", "Incorrect user-level lock name '%s'."),
  ER_UNRESOLVED_TABLE_LOCK(3568, "HY000", "Unresolved table name %s in locking clause."),
  ER_DUPLICATE_TABLE_LOCK(3569, "HY000", "Table %s appears in multiple locking clauses."),
  ER_TABLE_MUST_HAVE_A_VISIBLE_COLUMN(
      4028, "HY000", "A table must have at least one visible column."),
  ER_CHECK_CONSTRAINT_VIOLATED(3819, "HY000", "Check constraint '%s' is violated."),
  ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN(
      3105, "HY000", "The value specified for generated column '%s' in table '%s' is not allowed."),
  ER_WRONG_FIELD_WITH_GROUP(
      1055,
      "42000",
      "Expression #%s of %s is not in GROUP BY clause and contains nonaggregated column '%s' which"
          + " is not functionally dependent on columns in GROUP BY clause; this is incompatible"
          + " with sql_mode=only_full_group_by"),
  ER_NO_TABLES_USED(1096, "HY000", "No tables used"),
  ER_DUP_ARGUMENT(1225, "HY000", "Option '%s' used twice in statement"),
  ER_ILLEGAL_REFERENCE(1247, "42S22", "Reference '%s' not supported (%s)"),
  ER_CANT_AGGREGATE_3COLLATIONS(
      1270, "HY000", "Illegal mix of collations (%s,%s), (%s,%s), (%s,%s) for operation '%s'"),
  ER_CANT_AGGREGATE_NCOLLATIONS(1271, "HY000", "Illegal mix of collations for operation '%s'"),
  ER_VIEW_WRONG_LIST(
      1353,
      "HY000",
      "In definition of view, derived table or common table expression, SELECT list and column"
          + " names list have different column counts"),
  ER_VIEW_INVALID(
      1356,
      "HY000",
      "View '%s.%s' references invalid table(s) or column(s) or function(s) or definer/invoker of"
          + " view lack rights to use them"),
  ER_VIEW_RECURSIVE(1462, "HY000", "`%s`.`%s` contains view recursion"),
  ER_FIELD_IN_ORDER_NOT_SELECT(
      3065,
      "HY000",
      "Expression #%s of ORDER BY clause is not in SELECT list, references column '%s' which is not"
          + " in SELECT list; this is incompatible with %s"),
  ER_AGGREGATE_ORDER_FOR_UNION(
      3028,
      "HY000",
      "Expression #%s of ORDER BY contains aggregate function and applies to a UNION, EXCEPT or"
          + " INTERSECT"),
  ER_AGGREGATE_ORDER_NON_AGG_QUERY(
      3029,
      "HY000",
      "Expression #%s of ORDER BY contains aggregate function and applies to the result of a"
          + " non-aggregated query"),
  ER_MISPLACED_INTO(
      3954,
      "HY000",
      "Misplaced INTO clause, INTO is not allowed inside subqueries, and must be placed at end of"
          + " UNION clauses."),
  ER_INVALID_YEAR_COLUMN_LENGTH(1818, "HY000", "Invalid display width. Use YEAR instead."),
  ER_VIEW_SELECT_CLAUSE(1350, "HY000", "View's SELECT contains a '%s' clause"),
  ER_CTE_RECURSIVE_REQUIRES_UNION(
      3573, "HY000", "Recursive Common Table Expression '%s' should contain a UNION"),
  ER_CTE_RECURSIVE_REQUIRES_NONRECURSIVE_FIRST(
      3574,
      "HY000",
      "Recursive Common Table Expression '%s' should have one or more non-recursive query blocks"
          + " followed by one or more recursive ones"),
  ER_CTE_RECURSIVE_FORBIDS_AGGREGATION(
      3575,
      "HY000",
      "Recursive Common Table Expression '%s' can contain neither aggregation nor window functions"
          + " in recursive query block"),
  ER_CTE_RECURSIVE_REQUIRES_SINGLE_REFERENCE(
      3577,
      "HY000",
      "In recursive query block of Recursive Common Table Expression '%s', the recursive table must"
          + " be referenced only once, and not in any subquery"),
  ER_WINDOW_NO_SUCH_WINDOW(3579, "HY000", "Window name '%s' is not defined."),
  ER_WINDOW_CIRCULARITY_IN_WINDOW_GRAPH(
      3580, "HY000", "There is a circularity in the window dependency graph."),
  ER_WINDOW_DUPLICATE_NAME(3591, "HY000", "Window '%s' is defined twice."),
  ER_WINDOW_INVALID_WINDOW_FUNC_USE(
      3593, "HY000", "You cannot use the window function '%s' in this context.'"),
  ER_INVALID_JSON_TEXT(
      3140, "22032", "Invalid JSON text: \"%s\" at position %s in value for column '%s'."),
  ER_INVALID_JSON_TEXT_IN_PARAM(
      3141, "22032", "Invalid JSON text in argument %s to function %s: \"%s\" at position %s."),
  ER_INVALID_JSON_PATH(
      3143, "42000", "Invalid JSON path expression. The error is around character position %s."),
  ER_CANT_UPDATE_USED_TABLE_IN_SF_OR_TRG(
      1442,
      "HY000",
      "Can't update table '%s' in stored function/trigger because it is already used by statement"
          + " which invoked this stored function/trigger."),
  ER_TRUNCATE_ILLEGAL_FK(
      1701, "42000", "Cannot truncate a table referenced in a foreign key constraint (%s)"),
  ER_FK_DUP_NAME(1826, "HY000", "Duplicate foreign key constraint name '%s'"),
  ER_WRONG_FK_DEF(1239, "42000", "Incorrect foreign key definition for '%s': %s"),
  ER_FK_COLUMN_CANNOT_DROP(
      1828, "HY000", "Cannot drop column '%s': needed in a foreign key constraint '%s'"),
  ER_FK_NO_INDEX_PARENT(
      1822,
      "HY000",
      "Failed to add the foreign key constraint. Missing index for constraint '%s' in the"
          + " referenced table '%s'"),
  ER_FK_CANNOT_OPEN_PARENT(1824, "HY000", "Failed to open the referenced table '%s'"),
  ER_FK_NO_COLUMN_PARENT(
      3734,
      "HY000",
      "Failed to add the foreign key constraint. Missing column '%s' for constraint '%s' in the"
          + " referenced table '%s'"),
  ER_CHECK_CONSTRAINT_NOT_FOUND(3821, "HY000", "Check constraint '%s' is not found in the table."),
  ER_CONSTRAINT_NOT_FOUND(3940, "HY000", "Constraint '%s' does not exist."),
  ER_TOO_LONG_KEY(1071, "42000", "Specified key was too long; max key length is %s bytes"),
  ER_TOO_BIG_FIELDLENGTH(
      1074, "42000", "Column length too big for column '%s' (max = %s); use BLOB or TEXT instead"),
  ER_INVALID_USE_OF_NULL(1138, "22004", "Invalid use of NULL value"),
  ER_BAD_FT_COLUMN(1283, "HY000", "Column '%s' cannot be part of FULLTEXT index"),
  ER_DUPLICATED_VALUE_IN_TYPE(1291, "HY000", "Column '%s' has duplicated value '%s' in %s"),
  ER_TRG_CANT_CHANGE_ROW(1362, "HY000", "Updating of %s row is not allowed in %strigger"),
  ER_TRG_NO_SUCH_ROW_IN_TRG(1363, "HY000", "There is no %s row in %s trigger"),
  ER_KEY_PART_0(1391, "HY000", "Key part '%s' length cannot be 0"),
  ER_M_BIGGER_THAN_D(
      1427, "42000", "For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column '%s')."),
  ER_DROP_INDEX_FK(1553, "HY000", "Cannot drop index '%s': needed in a foreign key constraint"),
  ER_FK_COLUMN_CANNOT_DROP_CHILD(
      1829,
      "HY000",
      "Cannot drop column '%s': needed in a foreign key constraint '%s' of table '%s'"),
  ER_FK_COLUMN_CANNOT_CHANGE(
      1832, "HY000", "Cannot change column '%s': used in a foreign key constraint '%s'"),
  ER_FK_COLUMN_CANNOT_CHANGE_CHILD(
      1833,
      "HY000",
      "Cannot change column '%s': used in a foreign key constraint '%s' of table '%s'"),
  ER_FK_COLUMN_NOT_NULL(
      1830,
      "HY000",
      "Column '%s' cannot be NOT NULL: needed in a foreign key constraint '%s' SET NULL"),
  ER_GENERATED_COLUMN_FUNCTION_IS_NOT_ALLOWED(
      3102, "HY000", "Expression of generated column '%s' contains a disallowed function."),
  ER_UNSUPPORTED_ACTION_ON_GENERATED_COLUMN(
      3106, "HY000", "'%s' is not supported for generated columns."),
  ER_GENERATED_COLUMN_NON_PRIOR(
      3107, "HY000", "Generated column can refer only to generated columns defined prior to it."),
  ER_DEPENDENT_BY_GENERATED_COLUMN(3108, "HY000", "Column '%s' has a generated column dependency."),
  ER_GENERATED_COLUMN_REF_AUTO_INC(
      3109, "HY000", "Generated column '%s' cannot refer to auto-increment column."),
  ER_JSON_USED_AS_KEY(
      3152,
      "42000",
      "JSON column '%s' supports indexing only via generated columns on a specified JSON path."),
  ER_NO_SUCH_DB(3503, "HY000", "Database '%s' doesn't exist"),
  ER_NO_SYSTEM_SCHEMA_ACCESS(3552, "HY000", "Access to system schema '%s' is rejected."),
  ER_FUNCTIONAL_INDEX_PRIMARY_KEY(3756, "HY000", "The primary key cannot be a functional index"),
  ER_FUNCTIONAL_INDEX_ON_FIELD(
      3762,
      "HY000",
      "Functional index on a column is not supported. Consider using a regular index instead."),
  ER_GENERATED_COLUMN_NAMED_FUNCTION_IS_NOT_ALLOWED(
      3763, "HY000", "Expression of generated column '%s' contains a disallowed function: %s."),
  ER_FUNCTIONAL_INDEX_ON_JSON_OR_GEOMETRY_FUNCTION(
      3753,
      "HY000",
      "Cannot create a functional index on a function that returns a JSON or GEOMETRY value."),
  ER_FUNCTIONAL_INDEX_REF_AUTO_INCREMENT(
      3754, "HY000", "Functional index '%s' cannot refer to an auto-increment column."),
  ER_FUNCTIONAL_INDEX_FUNCTION_IS_NOT_ALLOWED(
      3758, "HY000", "Expression of functional index '%s' contains a disallowed function."),
  ER_DEPENDENT_BY_FUNCTIONAL_INDEX(
      3837,
      "HY000",
      "Column '%s' has a functional index dependency and cannot be dropped or renamed."),
  ER_DEPENDENT_BY_DEFAULT_GENERATED_VALUE(
      3766,
      "HY000",
      "Column '%s' of table '%s' has a default value expression dependency and cannot be dropped or"
          + " renamed."),
  ER_DEFAULT_VAL_GENERATED_NON_PRIOR(
      3767,
      "HY000",
      "Default value expression of column '%s' cannot refer to a column defined after it if that"
          + " column is a generated column or has an expression as default value."),
  ER_DEFAULT_VAL_GENERATED_REF_AUTO_INC(
      3768,
      "HY000",
      "Default value expression of column '%s' cannot refer to an auto-increment column."),
  ER_DEFAULT_VAL_GENERATED_FUNCTION_IS_NOT_ALLOWED(
      3769, "HY000", "Default value expression of column '%s' contains a disallowed function."),
  ER_DEFAULT_VAL_GENERATED_NAMED_FUNCTION_IS_NOT_ALLOWED(
      3770, "HY000", "Default value expression of column '%s' contains a disallowed function: %s."),
  ER_DEFAULT_VAL_GENERATED_VARIABLES(
      3772,
      "HY000",
      "Default value expression of column '%s' cannot refer user or system variables."),
  ER_FK_INCOMPATIBLE_COLUMNS(
      3780,
      "HY000",
      "Referencing column '%s' and referenced column '%s' in foreign key constraint '%s' are"
          + " incompatible."),
  ER_NON_BOOLEAN_EXPR_FOR_CHECK_CONSTRAINT(
      3812, "HY000", "An expression of non-boolean type specified to a check constraint '%s'."),
  ER_COLUMN_CHECK_CONSTRAINT_REFERENCES_OTHER_COLUMN(
      3813, "HY000", "Column check constraint '%s' references other column."),
  ER_CHECK_CONSTRAINT_NAMED_FUNCTION_IS_NOT_ALLOWED(
      3814, "HY000", "An expression of a check constraint '%s' contains disallowed function: %s."),
  ER_CHECK_CONSTRAINT_FUNCTION_IS_NOT_ALLOWED(
      3815, "HY000", "An expression of a check constraint '%s' contains disallowed function."),
  ER_CHECK_CONSTRAINT_VARIABLES(
      3816,
      "HY000",
      "An expression of a check constraint '%s' cannot refer to a user or system variable."),
  ER_CHECK_CONSTRAINT_REFERS_AUTO_INCREMENT_COLUMN(
      3818, "HY000", "Check constraint '%s' cannot refer to an auto-increment column."),
  ER_CHECK_CONSTRAINT_REFERS_UNKNOWN_COLUMN(
      3820, "HY000", "Check constraint '%s' refers to non-existing column '%s'."),
  ER_CHECK_CONSTRAINT_DUP_NAME(3822, "HY000", "Duplicate check constraint name '%s'."),
  ER_DEPENDENT_BY_CHECK_CONSTRAINT(
      3959,
      "HY000",
      "Check constraint '%s' uses column '%s', hence column cannot be dropped or renamed."),
  ER_FK_CANNOT_DROP_PARENT(
      3730,
      "HY000",
      "Cannot drop table '%s' referenced by a foreign key constraint '%s' on table '%s'."),

  // Stored routines, their conditions, and events.
  ER_SP_NO_RECURSIVE_CREATE(1303, "2F003", "Can't create a %s from within another stored routine"),
  ER_SP_ALREADY_EXISTS(1304, "42000", "%s %s already exists"),
  ER_SP_LILABEL_MISMATCH(1308, "42000", "%s with no matching label: %s"),
  ER_SP_LABEL_REDEFINE(1309, "42000", "Redefining label %s"),
  ER_SP_LABEL_MISMATCH(1310, "42000", "End-label %s without match"),
  ER_SP_BADSELECT(1312, "0A000", "PROCEDURE %s can't return a result set in the given context"),
  ER_SP_BADRETURN(1313, "42000", "RETURN is only allowed in a FUNCTION"),
  ER_SP_BADSTATEMENT(1314, "0A000", "%s is not allowed in stored procedures"),
  ER_SP_WRONG_NO_OF_ARGS(
      1318, "42000", "Incorrect number of arguments for %s %s; expected %s, got %s"),
  ER_SP_COND_MISMATCH(1319, "42000", "Undefined CONDITION: %s"),
  ER_SP_NORETURN(1320, "42000", "No RETURN found in FUNCTION %s"),
  ER_SP_NORETURNEND(1321, "2F005", "FUNCTION %s ended without RETURN"),
  ER_SP_BAD_CURSOR_SELECT(1323, "42000", "Cursor SELECT must not have INTO"),
  ER_SP_CURSOR_MISMATCH(1324, "42000", "Undefined CURSOR: %s"),
  ER_SP_CURSOR_ALREADY_OPEN(1325, "24000", "Cursor is already open"),
  ER_SP_CURSOR_NOT_OPEN(1326, "24000", "Cursor is not open"),
  ER_SP_UNDECLARED_VAR(1327, "42000", "Undeclared variable: %s"),
  ER_SP_WRONG_NO_OF_FETCH_ARGS(1328, "HY000", "Incorrect number of FETCH variables"),
  ER_SP_FETCH_NO_DATA(1329, "02000", "No data - zero rows fetched, selected, or processed"),
  ER_SP_DUP_PARAM(1330, "42000", "Duplicate parameter: %s"),
  ER_SP_DUP_VAR(1331, "42000", "Duplicate variable: %s"),
  ER_SP_DUP_COND(1332, "42000", "Duplicate condition: %s"),
  ER_SP_DUP_CURS(1333, "42000", "Duplicate cursor: %s"),
  ER_STMT_NOT_ALLOWED_IN_SF_OR_TRG(
      1336, "0A000", "%s is not allowed in stored function or trigger"),
  ER_SP_VARCOND_AFTER_CURSHNDLR(
      1337, "42000", "Variable or condition declaration after cursor or handler declaration"),
  ER_SP_CURSOR_AFTER_HANDLER(1338, "42000", "Cursor declaration after handler declaration"),
  ER_SP_CASE_NOT_FOUND(1339, "20000", "Case not found for CASE statement"),
  ER_SP_BAD_SQLSTATE(1407, "42000", "Bad SQLSTATE: '%s'"),
  ER_SP_DUP_HANDLER(1413, "42000", "Duplicate handler declared in the same block"),
  ER_SP_NOT_VAR_ARG(
      1414,
      "42000",
      "OUT or INOUT argument %s for routine %s is not a variable or NEW pseudo-variable in BEFORE"
          + " trigger"),
  ER_SP_NO_RETSET(1415, "0A000", "Not allowed to return a result set from a %s"),
  ER_COMMIT_NOT_ALLOWED_IN_SF_OR_TRG(
      1422, "HY000", "Explicit or implicit commit is not allowed in stored function or trigger."),
  ER_SP_NO_RECURSION(1424, "HY000", "Recursive stored functions and triggers are not allowed."),
  ER_SP_RECURSION_LIMIT(
      1456,
      "HY000",
      "Recursive limit %s (as set by the max_sp_recursion_depth variable) was exceeded for routine"
          + " %s"),
  ER_SP_WRONG_NAME(1458, "42000", "Incorrect routine name '%s'"),
  ER_EVENT_ALREADY_EXISTS(1537, "HY000", "Event '%s' already exists"),
  ER_EVENT_DOES_NOT_EXIST(1539, "HY000", "Unknown event '%s'"),
  ER_EVENT_INTERVAL_NOT_POSITIVE_OR_TOO_BIG(
      1542, "HY000", "INTERVAL is either not positive or too big"),
  ER_EVENT_ENDS_BEFORE_STARTS(1543, "HY000", "ENDS is either invalid or before STARTS"),
  ER_EVENT_EXEC_TIME_IN_THE_PAST(
      1544, "HY000", "Event execution time is in the past. Event has been disabled"),
  ER_EVENT_SAME_NAME(1551, "HY000", "Same old and new event name"),
  ER_EVENT_RECURSION_FORBIDDEN(
      1576, "HY000", "Recursion of EVENT DDL statements is forbidden when body is present"),
  ER_EVENT_CANNOT_CREATE_IN_THE_PAST(
      1588,
      "HY000",
      "Event execution time is in the past and ON COMPLETION NOT PRESERVE is set. The event was"
          + " dropped immediately after creation."),
  ER_EVENT_CANNOT_ALTER_IN_THE_PAST(
      1589,
      "HY000",
      "Event execution time is in the past and ON COMPLETION NOT PRESERVE is set. The event was not"
          + " changed. Specify a time in the future."),
  ER_DUP_SIGNAL_SET(1641, "42000", "Duplicate condition information item '%s'"),
  ER_SIGNAL_WARN(1642, "01000", "Unhandled user-defined warning condition"),
  ER_SIGNAL_NOT_FOUND(1643, "02000", "Unhandled user-defined not found condition"),
  ER_SIGNAL_EXCEPTION(1644, "HY000", "Unhandled user-defined exception condition"),
  ER_RESIGNAL_WITHOUT_ACTIVE_HANDLER(1645, "0K000", "RESIGNAL when handler not active"),
  ER_SIGNAL_BAD_CONDITION_TYPE(
      1646, "HY000", "SIGNAL/RESIGNAL can only use a CONDITION defined with SQLSTATE"),
  ER_DA_INVALID_CONDITION_NUMBER(1758, "35000", "Invalid condition number"),
  ER_GET_STACKED_DA_WITHOUT_ACTIVE_HANDLER(
      3004, "0Z002", "GET STACKED DIAGNOSTICS when handler not active");

  private final int code;
  private final String sqlState;
  private final String text;

  ErrorCode(int code, String sqlState, String text) {
    this.code = code;
    this.sqlState = sqlState;
    this.text = text;
  }

  public int code() {
    return code;
  }

  public String sqlState() {
    return sqlState;
  }

  /** The message with its {@code %s} places filled in order; superfluous places stay empty. */
  public String format(Object... arguments) {
    return filled(text, arguments);
  }

  /** A message with its {@code %s} places filled in order; superfluous places stay empty. */
  public static String filled(String text, Object... arguments) {
    StringBuilder out = new StringBuilder(text.length() + 32);
    int from = 0;
    for (int next = 0; ; next++) {
      int at = text.indexOf("%s", from);
      if (at < 0) {
        return out.append(text, from, text.length()).toString();
      }
      out.append(text, from, at).append(next < arguments.length ? arguments[next] : "");
      from = at + 2;
    }
  }
}
