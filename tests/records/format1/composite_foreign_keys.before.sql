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

CREATE TABLE public.chats (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    kind_id integer,
    owner_email text
);

CREATE TABLE public.events (
    id bigint NOT NULL,
    at date NOT NULL,
    user_id bigint NOT NULL
)
PARTITION BY RANGE (at);

CREATE TABLE public.events_2024 (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    at date CONSTRAINT events_at_not_null NOT NULL,
    user_id bigint CONSTRAINT events_user_id_not_null NOT NULL
);

CREATE TABLE public.events_2025 (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    at date CONSTRAINT events_at_not_null NOT NULL,
    user_id bigint CONSTRAINT events_user_id_not_null NOT NULL
);

CREATE TABLE public.kinds (
    id integer NOT NULL,
    name text
);

CREATE TABLE public.marks (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    event_at date NOT NULL
);

CREATE TABLE public.notes (
    id bigint NOT NULL,
    chat_id bigint,
    number integer
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.parts (
    chat_id bigint NOT NULL,
    number integer NOT NULL
);

CREATE TABLE public.users (
    id bigint NOT NULL,
    org_id text NOT NULL,
    email text NOT NULL,
    boss_id bigint
);

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.events_2024
    ADD CONSTRAINT events_2024_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.events_2025
    ADD CONSTRAINT events_2025_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.kinds
    ADD CONSTRAINT kinds_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.marks
    ADD CONSTRAINT marks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parts
    ADD CONSTRAINT parts_pkey PRIMARY KEY (chat_id, number);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2024_pkey;

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2025_pkey;

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_kind_id_fkey FOREIGN KEY (kind_id) REFERENCES public.kinds(id);

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_owner_email_fkey FOREIGN KEY (owner_email) REFERENCES public.users(email);

ALTER TABLE ONLY public.chats
    ADD CONSTRAINT chats_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE;

ALTER TABLE public.events
    ADD CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.marks
    ADD CONSTRAINT marks_event_id_event_at_fkey FOREIGN KEY (event_id, event_at) REFERENCES public.events(id, at);

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_chat_id_number_fkey FOREIGN KEY (chat_id, number) REFERENCES public.parts(chat_id, number) MATCH FULL;

ALTER TABLE ONLY public.parts
    ADD CONSTRAINT parts_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chats(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_boss_id_fkey FOREIGN KEY (boss_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);
