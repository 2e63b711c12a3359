-- PostgreSQL >= 15
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE users (id bigint PRIMARY KEY, org_id text NOT NULL REFERENCES orgs, boss_id bigint REFERENCES users ON DELETE SET NULL);
CREATE TABLE shifts (user_id bigint DEFAULT 1 REFERENCES users ON DELETE SET DEFAULT, day date, PRIMARY KEY (user_id, day));
