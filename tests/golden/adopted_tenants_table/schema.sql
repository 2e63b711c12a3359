CREATE TABLE "Organisation" (id bigint PRIMARY KEY, slug text UNIQUE NOT NULL, "displayName" text);
CREATE TABLE project (id int PRIMARY KEY, name text);
