-- The same countries under other ids, and one more.
INSERT INTO countries (id, code, name) VALUES (1, 'FR', 'France'), (2, 'IT', 'Italy'), (7, 'DE', 'Germany');
INSERT INTO users (id, email, country_id, invited_by) VALUES (1, 'ann@beta.test', 7, NULL), (2, 'carla@beta.test', 2, 1);
INSERT INTO orders (id, user_id, number, ship_to) VALUES (1, 2, '2026-001', 1), (5, 1, '2026-002', 7);
INSERT INTO order_lines VALUES (1, 1, 'shelf'), (5, 1, 'lamp');
INSERT INTO notes (id, subject_type, subject_id, body) VALUES (1, 'Order', 5, 'call first'), (9, 'User', 1, 'founder');
