CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE users (
  id bigint PRIMARY KEY,
  org_id text NOT NULL REFERENCES orgs,
  email text NOT NULL,
  handle text,
  badge int NOT NULL,
  CONSTRAINT users_email_key UNIQUE (email),
  CONSTRAINT users_badge_key UNIQUE (badge) DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX users_handle_lower ON users (lower(handle) DESC, badge) INCLUDE (email) WHERE handle IS NOT NULL;
CREATE UNIQUE INDEX users_badge_email ON users (badge, email text_pattern_ops);
CREATE TABLE documents (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users,
  slug text COLLATE "C" NOT NULL,
  number int NOT NULL
);
CREATE UNIQUE INDEX documents_slug ON documents (slug);
CREATE UNIQUE INDEX documents_number ON documents (number);
ALTER TABLE documents REPLICA IDENTITY USING INDEX documents_number;
CREATE TABLE visits (id bigint, at date, user_id bigint NOT NULL REFERENCES users, token text NOT NULL, UNIQUE (token, at)) PARTITION BY RANGE (at);
CREATE TABLE visits_2024 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE visits_2025 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
