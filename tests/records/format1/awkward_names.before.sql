SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA "My Schema";

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE "My Schema"."Größe 数 %s" (
    "sch lüssel" integer NOT NULL,
    "ref%" integer NOT NULL
);

CREATE TABLE "My Schema"."User's ""table""" (
    "id'" integer NOT NULL,
    "from""x" integer NOT NULL
);

CREATE TABLE "My Schema"."a$$b\c" (
    id integer NOT NULL
);

CREATE TABLE "My Schema"."a.b" (
    id integer NOT NULL
);

CREATE TABLE "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax (
    id integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_id_not_null NOT NULL,
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaa_not_null NOT NULL
);

CREATE TABLE "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay (
    id integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_id_not_null1 NOT NULL,
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax integer CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaa_not_null1 NOT NULL
);

CREATE TABLE "My Schema"."select" (
    "from" integer NOT NULL,
    "Where" text
);

CREATE TABLE "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz" (
    id integer CONSTRAINT "üüüüüüüüüüüüüüüüüüüüüüüüü_id_not_null" NOT NULL
);

ALTER TABLE ONLY "My Schema"."Größe 数 %s"
    ADD CONSTRAINT "Größe 数 %s_pkey" PRIMARY KEY ("sch lüssel");

ALTER TABLE ONLY "My Schema"."User's ""table"""
    ADD CONSTRAINT "User's ""table""_pkey" PRIMARY KEY ("id'");

ALTER TABLE ONLY "My Schema"."a$$b\c"
    ADD CONSTRAINT "a$$b\c_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY "My Schema"."a.b"
    ADD CONSTRAINT "a.b_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay
    ADD CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_pkey1 PRIMARY KEY (id);

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax
    ADD CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_pkey PRIMARY KEY (id);

ALTER TABLE ONLY "My Schema"."select"
    ADD CONSTRAINT select_pkey PRIMARY KEY ("from");

ALTER TABLE ONLY "My Schema"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüz"
    ADD CONSTRAINT "üüüüüüüüüüüüüüüüüüüüüüüüüüüüü_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY "My Schema"."Größe 数 %s"
    ADD CONSTRAINT "Größe 数 %s_ref%_fkey" FOREIGN KEY ("ref%") REFERENCES "My Schema"."User's ""table"""("id'");

ALTER TABLE ONLY "My Schema"."User's ""table"""
    ADD CONSTRAINT "User's ""table""_from""x_fkey" FOREIGN KEY ("from""x") REFERENCES "My Schema"."select"("from");

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay
    ADD CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaa_fkey1 FOREIGN KEY (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax) REFERENCES "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax(id);

ALTER TABLE ONLY "My Schema".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax
    ADD CONSTRAINT aaaaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaa_fkey FOREIGN KEY (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaay) REFERENCES "My Schema"."select"("from");
