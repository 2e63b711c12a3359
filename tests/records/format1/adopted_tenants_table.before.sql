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

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public."Organisation" (
    id bigint NOT NULL,
    slug text NOT NULL,
    "displayName" text
);

CREATE TABLE public.project (
    id integer NOT NULL,
    name text
);

ALTER TABLE ONLY public."Organisation"
    ADD CONSTRAINT "Organisation_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY public."Organisation"
    ADD CONSTRAINT "Organisation_slug_key" UNIQUE (slug);

ALTER TABLE ONLY public.project
    ADD CONSTRAINT project_pkey PRIMARY KEY (id);
