INSERT INTO "My Schema"."select" VALUES (1, 'x'), (2, 'y');
INSERT INTO "My Schema"."User's ""table""" VALUES (1, 1), (2, 2);
INSERT INTO "My Schema"."Größe 数 %s" VALUES (1, 1), (2, 2);
INSERT INTO "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax" VALUES (1, 1);
INSERT INTO "My Schema"."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay" VALUES (1, 1);
INSERT INTO "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" VALUES (1);
INSERT INTO "My Schema"."a.b" VALUES (1);
INSERT INTO "My Schema"."a$$b\c" VALUES (1);
