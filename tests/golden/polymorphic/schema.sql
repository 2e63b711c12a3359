CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE posts (id bigint PRIMARY KEY, org text NOT NULL REFERENCES orgs);
CREATE TABLE images (id uuid PRIMARY KEY, org text NOT NULL REFERENCES orgs);
CREATE TABLE comments (id int PRIMARY KEY, subject_type text NOT NULL, subject_id text NOT NULL, body text);
CREATE TABLE likes (id int PRIMARY KEY, "likeable type" varchar(20), likeable_id bigint);
