CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE users (
  id bigint PRIMARY KEY,
  org_id text NOT NULL REFERENCES orgs,
  email text NOT NULL,
  handle text,
  badge int NOT NULL,
  CONSTRAINT users_email_key UNIQUE (email) INCLUDE (org_id) WITH (fillfactor = 80),
  CONSTRAINT users_badge_key UNIQUE (badge) DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX users_handle_lower ON users (lower(handle) DESC, badge) INCLUDE (email) WHERE handle IS NOT NULL;
CREATE UNIQUE INDEX users_badge_email ON users (badge, email text_pattern_ops);
COMMENT ON CONSTRAINT users_email_key ON users IS 'one account for each "address", it''s a rule';
COMMENT ON INDEX users_email_key IS 'the index of the rule';
COMMENT ON INDEX users_handle_lower IS 'case does not matter';
ALTER INDEX users_handle_lower ALTER COLUMN 1 SET STATISTICS 500;
ALTER TABLE users CLUSTER ON users_email_key;
CREATE TABLE documents (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users,
  slug text COLLATE "C" NOT NULL,
  number int NOT NULL
);
CREATE UNIQUE INDEX documents_slug ON documents (slug);
CREATE UNIQUE INDEX documents_number ON documents (number);
ALTER TABLE documents REPLICA IDENTITY USING INDEX documents_number;
CREATE TABLE visits (id bigint, at date, user_id bigint NOT NULL REFERENCES users, token text NOT NULL, CONSTRAINT visits_token_at_key UNIQUE (token, at) INCLUDE (user_id) WITH (deduplicate_items = off)) PARTITION BY RANGE (at);
CREATE TABLE visits_2024 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE visits_2025 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
COMMENT ON CONSTRAINT visits_token_at_key ON visits IS 'one visit for each token';
