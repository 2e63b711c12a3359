INSERT INTO ticket SELECT n, CASE WHEN n % 2 = 0 THEN 'default' END FROM generate_series(1, 10) AS n;
INSERT INTO note VALUES (1, NULL);
