CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY, org_id text NOT NULL REFERENCES orgs, email text NOT NULL UNIQUE, boss_id bigint REFERENCES users);
CREATE TABLE kinds (id int PRIMARY KEY, name text);
CREATE TABLE chats (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE,
  kind_id int REFERENCES kinds,
  owner_email text REFERENCES users (email)
);
CREATE TABLE parts (chat_id bigint NOT NULL, number int NOT NULL, PRIMARY KEY (chat_id, number), FOREIGN KEY (chat_id) REFERENCES chats);
CREATE TABLE notes (id bigint PRIMARY KEY, chat_id bigint, number int);
ALTER TABLE notes ADD FOREIGN KEY (chat_id, number) REFERENCES parts MATCH FULL NOT VALID;
COMMENT ON CONSTRAINT chats_user_id_fkey ON chats IS 'whose it is';
CREATE TABLE events (id bigint, at date, user_id bigint NOT NULL REFERENCES users, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE marks (id bigint PRIMARY KEY, event_id bigint NOT NULL, event_at date NOT NULL, FOREIGN KEY (event_id, event_at) REFERENCES events);
