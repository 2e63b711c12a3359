CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id text NOT NULL REFERENCES orgs,
  boss_id bigint REFERENCES users
);
CREATE TABLE posts (id bigserial, author_id bigint NOT NULL REFERENCES users ON DELETE CASCADE, CONSTRAINT "Posts PK" PRIMARY KEY (id) INCLUDE (author_id) WITH (fillfactor = 70));
COMMENT ON CONSTRAINT "Posts PK" ON posts IS 'the key';
COMMENT ON INDEX "Posts PK" IS 'its index';
ALTER TABLE posts CLUSTER ON "Posts PK";
ALTER TABLE posts REPLICA IDENTITY USING INDEX "Posts PK";
CREATE TABLE ranks (id int, user_id bigint NOT NULL REFERENCES users, PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE comments (id bigint PRIMARY KEY, post_id bigint NOT NULL REFERENCES posts);
CREATE TABLE likes (user_id bigint REFERENCES users, post_id bigint REFERENCES posts, PRIMARY KEY (user_id, post_id));
CREATE TABLE events (id bigint, at date, user_id bigint NOT NULL REFERENCES users, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
