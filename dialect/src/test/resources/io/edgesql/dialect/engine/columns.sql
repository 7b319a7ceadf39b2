CREATE TABLE c (
  id INT NOT NULL PRIMARY KEY,
  i INT, u BIGINT UNSIGNED, t TINYINT,
  d DECIMAL(8,2), e DECIMAL(10,4), r DOUBLE,
  s VARCHAR(60), b VARCHAR(60) COLLATE utf8mb4_bin, p VARCHAR(60) COLLATE utf8mb4_general_ci,
  day DATE, dt DATETIME, dt6 DATETIME(6), ts TIMESTAMP NULL, tm TIME, y YEAR,
  en ENUM('small','medium','Large'), st SET('a','b','c'), j JSON, bl VARBINARY(40));
INSERT INTO c VALUES
 (1, 7, 18446744073709551615, 1, 12.50, 3.1416, 2.5, 'Hello World', 'Hello', 'abc  ', '2024-01-31', '2024-01-31 10:11:12', '2024-02-29 23:59:59.123456', '2024-03-01 00:00:00', '10:11:12', 2024, 'medium', 'a,c', '{"a": 1, "b": [1, 2, "x"], "c": "text", "n": null}', x'00FF41'),
 (2, -7, 5, 0, -12.55, -0.0500, -2.5, 'hello world', 'hello', 'ABC', '2023-12-31', '2023-12-31 23:59:59', '2023-12-31 00:00:00.000001', '2023-06-15 12:00:00', '-01:30:00', 1999, 'Large', '', '[10, 20, 30]', x''),
 (3, 0, 0, -1, 0.00, 100.0000, 0, '', 'b%c_d', '', '2024-12-30', '2024-12-30 00:00:00', '2024-12-30 12:30:45.500000', NULL, '00:00:00', 2000, 'small', 'b', '"str"', x'616263'),
 (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (5, 2147483647, 9223372036854775808, 127, 999999.99, 0.3333, 1e20, '5 apples, 12.5', 'x,y,z', 'xyz', '2020-02-29', '2020-02-29 06:07:08', '2021-03-04 05:06:07.080910', '2022-11-05 13:14:15', '100:00:01', 2155, 'medium', 'a,b,c', '5', x'78'),
 (6, 3, 42, 5, 5.05, 2.0000, 0.1, 'www.example.com', 'a.b.c.d', 'Zed', '2019-07-04', '2019-07-04 18:30:00', '2019-07-04 18:30:00.999999', '2019-07-04 18:30:00', '18:30:00', 2019, 'small', 'c', 'true', x'FFFE');
