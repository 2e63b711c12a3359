CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE chat (id int PRIMARY KEY, org text NOT NULL REFERENCES orgs);
CREATE TABLE message (id int PRIMARY KEY, chat_id int NOT NULL REFERENCES chat);
CREATE TABLE vote (chat_id int REFERENCES chat, message_id int REFERENCES message, up boolean);
