INSERT INTO item VALUES (1, 'a');
INSERT INTO invoice VALUES (1, 'default');
INSERT INTO event VALUES (1, '2025-05-05');
