INSERT INTO "User" SELECT n, format('%s@example.org', n), format('user%s', n) FROM generate_series(1, 20) AS n;
INSERT INTO a_list_of_measurements_taken_by_instruments_of_the_laboratory
SELECT n, n % 20 + 1, nullif(n % 7, 0), n, format('label %s', n) FROM generate_series(1, 200) AS n;
INSERT INTO "visit log" SELECT n, date '2025-01-01' + n, n % 20 + 1 FROM generate_series(1, 300) AS n;
