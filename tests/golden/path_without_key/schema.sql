CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE chat (id int PRIMARY KEY, org text NOT NULL);
CREATE TABLE message (id bigint PRIMARY KEY, chat_id bigint NOT NULL, body text);
CREATE TABLE document (id uuid, revision int, chat int NOT NULL, PRIMARY KEY (id, revision));
CREATE TABLE suggestion (id int PRIMARY KEY, document uuid NOT NULL, document_revision int NOT NULL);
