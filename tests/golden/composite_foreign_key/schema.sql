CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE document (id int, created_at timestamptz, org text NOT NULL REFERENCES orgs, PRIMARY KEY (id, created_at));
CREATE TABLE suggestion (
  id int PRIMARY KEY, document_id int NOT NULL, document_created_at timestamptz NOT NULL,
  FOREIGN KEY (document_id, document_created_at) REFERENCES document (id, created_at)
);
