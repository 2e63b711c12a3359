CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."select" ("from" int PRIMARY KEY, "Where" text);
CREATE TABLE "My Schema"."User's ""table""" ("id'" int PRIMARY KEY, "from""x" int NOT NULL REFERENCES "My Schema"."select");
CREATE TABLE "My Schema"."Größe 数 %s" ("sch lüssel" int PRIMARY KEY, "ref%" int NOT NULL REFERENCES "My Schema"."User's ""table""");
CREATE TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" (id int PRIMARY KEY, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" int NOT NULL REFERENCES "My Schema"."select");
CREATE TABLE "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" (id int PRIMARY KEY, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" int NOT NULL REFERENCES "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax");
CREATE TABLE "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" (id int PRIMARY KEY);
CREATE TABLE "My Schema"."a.b" (id int PRIMARY KEY);
CREATE TABLE "My Schema"."a$$b\c" (id int PRIMARY KEY);
