INSERT INTO item SELECT n, 'item ' || n FROM generate_series(1, 5) AS n;
