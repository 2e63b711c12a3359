INSERT INTO org VALUES ('default', 'Default');
INSERT INTO item VALUES (1, 'a'), (2, 'b');
INSERT INTO part VALUES (1, 1), (2, 2);
INSERT INTO part_label VALUES (1, 'x');
INSERT INTO note VALUES (1, 'default', 'n');
INSERT INTO visit VALUES (1, '2025-05-05');
