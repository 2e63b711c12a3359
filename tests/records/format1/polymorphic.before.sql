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

CREATE TABLE public.comments (
    id integer NOT NULL,
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    body text
);

CREATE TABLE public.images (
    id uuid NOT NULL,
    org text NOT NULL
);

CREATE TABLE public.likes (
    id integer NOT NULL,
    "likeable type" character varying(20),
    likeable_id bigint
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.posts (
    id bigint NOT NULL,
    org text NOT NULL
);

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.images
    ADD CONSTRAINT images_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.likes
    ADD CONSTRAINT likes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.images
    ADD CONSTRAINT images_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);
