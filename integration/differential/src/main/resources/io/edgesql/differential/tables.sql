-- A column of every type, with edge values and NULLs.
CREATE TABLE t (
  id INT PRIMARY KEY,
  g TINYINT NOT NULL,
  c_tiny TINYINT,
  c_utiny TINYINT UNSIGNED,
  c_small SMALLINT,
  c_int INT,
  c_uint INT UNSIGNED,
  c_big BIGINT,
  c_ubig BIGINT UNSIGNED,
  c_dec DECIMAL(10,2),
  c_long DECIMAL(30,10),
  c_float FLOAT,
  c_double DOUBLE,
  c_char CHAR(10),
  c_varchar VARCHAR(40),
  c_bin VARCHAR(40) COLLATE utf8mb4_bin,
  c_text TEXT,
  c_varbinary VARBINARY(40),
  c_blob BLOB,
  c_date DATE,
  c_time TIME,
  c_time3 TIME(3),
  c_datetime DATETIME,
  c_datetime6 DATETIME(6),
  c_timestamp TIMESTAMP NULL,
  c_year YEAR,
  c_enum ENUM('red','green','Blue'),
  c_set SET('a','b','c'),
  c_bit BIT(10),
  c_json JSON
);
INSERT INTO t VALUES (1, 1, 1, 1, 1, 1, 1, 1, 1, 1.00, 1.0000000000, 1, 1, 'a', 'a', 'a', 'a', 'a', 'a', '2024-02-29', '12:34:56', '12:34:56.789', '2024-02-29 12:34:56', '2024-02-29 12:34:56.789012', '2024-02-29 12:34:56', 2024, 'red', 'a', 5, '{"a": 1, "b": [1, 2, 3]}');
INSERT INTO t VALUES (2, 1, -128, 255, -32768, -2147483648, 4294967295, -9223372036854775808, 18446744073709551615, -99999999.99, -12345678901234567890.0123456789, -1.5, -2.5e-3, 'ABC', 'abc', 'ABC', '12abc', x'00ff', x'616263', '0001-01-01', '-838:59:59', '-01:02:03.500', '1000-01-01 00:00:00', '9999-12-31 23:59:59.999999', '1970-01-01 00:00:01', 1901, 'green', 'a,c', 1023, '[1, "a", null, true]');
INSERT INTO t VALUES (3, 1, 127, 0, 32767, 2147483647, 0, 9223372036854775807, 0, 99999999.99, 12345678901234567890.9876543210, 3.4e38, 1.7976931348623157e308, '', '', '', '', '', '', '9999-12-31', '838:59:59', '00:00:00', '9999-12-31 23:59:59', '1970-01-01 00:00:00', '2038-01-19 03:14:07', 2155, 'Blue', '', 0, '"str"');
INSERT INTO t VALUES (4, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO t VALUES (5, 2, 0, 10, 0, 0, 10, 0, 9223372036854775808, 0.00, 0.0000000000, 0, 0, 'abc', 'ABC', 'abc', 'a,b,c', 'bin', 'YWJj', '2000-01-01', '00:00:00', '23:59:59.999', '2000-01-01 00:00:00', '2000-01-01 00:00:00.500000', '2000-01-01 00:00:00', 2000, 'red', 'a,b,c', 1, 'null');
INSERT INTO t VALUES (6, 2, 7, 100, 42, 1700000000, 1700000000, 1700000000000, 1700000000000, 12.35, 0.0000000001, 0.1, 1e15, '2024-02-29', '2024-02-29', '12:34:56', ' 42 ', '1.5', '2024', '1999-12-31', '23:59:59', '12:00:00.001', '1999-12-31 23:59:59', '2023-06-15 01:02:03.000004', '2023-06-15 01:02:03', 1999, 'green', 'b', 512, '{"c": {"d": "e"}, "a": [{"b": 1}, {"b": 2}]}');
INSERT INTO t VALUES (7, 3, -7, 200, -42, -100, 100, -100, 100, -0.05, -1.5000000000, -0.25, 0.30000000000000004, 'x y', 'it''s a "q" \\ back', 'Zz', 'l1\nl2', x'7f000001', x'ffffffff', '2023-12-31', '-00:00:01', '100:00:00.250', '2023-12-31 12:00:00', '2023-12-31 12:00:00.123456', '2023-12-31 12:00:00', 2023, NULL, 'c', 3, '-1.5');
INSERT INTO t VALUES (8, 3, 2, 3, 5, 8, 13, 21, 34, 5.50, 1234567890.1234567890, 1e10, 1e20, 'b', 'a%b_c', 'a', '{"a": 1}', '[1, 2]', x'', '2024-03-31', '01:00:00', '01:00:00.000', '2024-03-31 02:30:00', '2024-03-31 02:30:00.000001', '2024-03-31 02:30:00', 2069, 'red', NULL, 10, '[]');
INSERT INTO t VALUES (9, 3, 1, 1, 1, 1, 1, 1, 1, 1.00, 1.0000000000, 1, 1, 'A', 'A', 'A', 'A', 'A', 'A', '2024-02-29', '12:34:56', '12:34:56.789', '2024-02-29 12:34:56', '2024-02-29 12:34:56.789012', '2024-02-29 12:34:56', 2024, 'red', 'a', 5, '{"b": [1, 2, 3], "a": 1}');
CREATE TABLE w (
  id INT PRIMARY KEY,
  v_int INT,
  v_ubig BIGINT UNSIGNED,
  v_dec DECIMAL(12,3),
  v_double DOUBLE,
  v_varchar VARCHAR(60),
  v_blob VARBINARY(60),
  v_date DATE,
  v_datetime DATETIME(3),
  v_time TIME,
  v_json JSON
);
