INSERT INTO countries (id, code, name) VALUES (1, 'DE', 'Germany'), (2, 'FR', 'France');
INSERT INTO users (id, email, country_id, invited_by) VALUES (1, 'ann@acme.test', 1, NULL), (2, 'bob@acme.test', 2, 1);
INSERT INTO orders (id, user_id, number, ship_to) VALUES (1, 1, '2026-001', 1), (2, 2, '2026-002', 2);
INSERT INTO order_lines VALUES (1, 1, 'lamp'), (1, 2, 'desk'), (2, 1, 'chair');
INSERT INTO notes (id, subject_type, subject_id, body) VALUES (1, 'User', 2, 'pays late'), (2, 'Order', 1, 'a gift');
INSERT INTO job_locks VALUES ('nightly', now());
