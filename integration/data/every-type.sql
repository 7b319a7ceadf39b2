-- One table with every column type: row 1 common values, row 2 lower limits, row 3 upper limits, row 4 NULLs.
CREATE TABLE every_type (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  c_tinyint TINYINT, c_utinyint TINYINT UNSIGNED, c_bool BOOL,
  c_smallint SMALLINT, c_usmallint SMALLINT UNSIGNED,
  c_mediumint MEDIUMINT, c_umediumint MEDIUMINT UNSIGNED,
  c_int INT, c_uint INT UNSIGNED, c_zint INT(8) UNSIGNED ZEROFILL,
  c_bigint BIGINT, c_ubigint BIGINT UNSIGNED,
  c_decimal DECIMAL(10,2), c_wide DECIMAL(40,10),
  c_float FLOAT, c_double DOUBLE,
  c_bit BIT(10), c_year YEAR,
  c_date DATE, c_time TIME, c_time6 TIME(6),
  c_datetime DATETIME, c_datetime6 DATETIME(6), c_timestamp TIMESTAMP NULL,
  c_char CHAR(10), c_varchar VARCHAR(100), c_binary BINARY(4), c_varbinary VARBINARY(20),
  c_tinytext TINYTEXT, c_text TEXT, c_mediumtext MEDIUMTEXT, c_longtext LONGTEXT,
  c_tinyblob TINYBLOB, c_blob BLOB, c_mediumblob MEDIUMBLOB, c_longblob LONGBLOB,
  c_enum ENUM('small', 'medium', 'large'), c_set SET('a', 'b', 'c'),
  c_json JSON
);
SET time_zone = '+00:00';
INSERT INTO every_type VALUES
  (1, 1, 2, TRUE, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12.34, 1234567890123456789012345678.0123456789, 1.5, 2.25,
   b'1010101010', 2024, '2024-02-29', '12:34:56', '12:34:56.123456', '2024-02-29 12:34:56', '2024-02-29 12:34:56.123456',
   '2024-02-29 12:34:56', 'char', 'héllo wörld ✓ 😀', x'00ff10', x'0001fe', 'tiny', 'text', 'medium', 'long',
   x'00', x'0001', x'000102', x'00010203', 'medium', 'a,c', '{"b": [1, 2.5, null, true], "a": "x"}'),
  (2, -128, 0, FALSE, -32768, 0, -8388608, 0, -2147483648, 0, 0, -9223372036854775808, 0, -99999999.99,
   -123456789012345678901234567890.0123456789, -1.5e10, -1.7976931348623157e308, b'0', 1901, '1000-01-01', '-838:59:59', '-838:59:59.000000',
   '1000-01-01 00:00:00', '1000-01-01 00:00:00.000001', '1970-01-01 00:00:01', '', '', x'', x'', '', '', '', '',
   '', '', '', '', 'small', '', 'null'),
  (3, 127, 255, TRUE, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 99999999, 9223372036854775807,
   18446744073709551615, 99999999.99, 123456789012345678901234567890.0123456789, 3.40282e38, 1.7976931348623157e308, b'1111111111', 2155,
   '9999-12-31', '838:59:59', '838:59:59.000000', '9999-12-31 23:59:59', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07',
   'abcdefghij', REPEAT('x', 100), x'ffffffff', x'ffffffffffffffffffffffffffffffffffffffff', REPEAT('t', 255), REPEAT('y', 5000), 'm', 'l',
   x'ff', x'ffff', x'ffffff', x'ffffffff', 'large', 'a,b,c', '[]'),
  (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
