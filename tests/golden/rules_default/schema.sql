CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE chat (id int PRIMARY KEY, org text REFERENCES orgs);
CREATE TABLE message (id int PRIMARY KEY, chat_id int);
CREATE TABLE event (id int PRIMARY KEY, path text);
CREATE TABLE page (id int PRIMARY KEY, parent int REFERENCES page, chat_id int REFERENCES chat);
CREATE TABLE vote (id int PRIMARY KEY, chat_id int REFERENCES chat, message_id int REFERENCES message);
