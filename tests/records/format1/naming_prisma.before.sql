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

CREATE TABLE public."User" (
    id bigint NOT NULL,
    email text NOT NULL,
    handle text NOT NULL
);

CREATE TABLE public.a_list_of_measurements_taken_by_instruments_of_the_laboratory (
    id bigint CONSTRAINT a_list_of_measurements_taken_by_instruments_of_the__id_not_null NOT NULL,
    "userId" bigint CONSTRAINT "a_list_of_measurements_taken_by_instruments_of__userId_not_null" NOT NULL,
    "reviewerId" bigint,
    serial integer CONSTRAINT a_list_of_measurements_taken_by_instruments_of__serial_not_null NOT NULL,
    label text CONSTRAINT a_list_of_measurements_taken_by_instruments_of_t_label_not_null NOT NULL
);

CREATE TABLE public."visit log" (
    id bigint,
    day date,
    "userId" bigint NOT NULL
)
PARTITION BY RANGE (day);

CREATE TABLE public."visit log 2025" (
    id bigint,
    day date,
    "userId" bigint CONSTRAINT "visit log_userId_not_null" NOT NULL
);

ALTER TABLE ONLY public."visit log" ATTACH PARTITION public."visit log 2025" FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

ALTER TABLE ONLY public."User"
    ADD CONSTRAINT "User_email_key" UNIQUE (email);

ALTER TABLE ONLY public."User"
    ADD CONSTRAINT "User_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
    ADD CONSTRAINT a_list_of_measurements_taken_by_instruments_of_the_l_serial_key UNIQUE (serial);

ALTER TABLE ONLY public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
    ADD CONSTRAINT a_list_of_measurements_taken_by_instruments_of_the_la_label_key UNIQUE (label);

ALTER TABLE ONLY public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
    ADD CONSTRAINT a_list_of_measurements_taken_by_instruments_of_the_laborat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public."visit log"
    ADD CONSTRAINT "visit log_id_day_key" UNIQUE (id, day);

ALTER TABLE ONLY public."visit log 2025"
    ADD CONSTRAINT "visit log 2025_id_day_key" UNIQUE (id, day);

CREATE UNIQUE INDEX user_handle ON public."User" USING btree (handle);

ALTER INDEX public."visit log_id_day_key" ATTACH PARTITION public."visit log 2025_id_day_key";

ALTER TABLE ONLY public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
    ADD CONSTRAINT "a_list_of_measurements_taken_by_instruments_of__reviewerId_fkey" FOREIGN KEY ("reviewerId") REFERENCES public."User"(id);

ALTER TABLE ONLY public.a_list_of_measurements_taken_by_instruments_of_the_laboratory
    ADD CONSTRAINT "a_list_of_measurements_taken_by_instruments_of_the__userId_fkey" FOREIGN KEY ("userId") REFERENCES public."User"(id);

ALTER TABLE public."visit log"
    ADD CONSTRAINT "visit log_userId_fkey" FOREIGN KEY ("userId") REFERENCES public."User"(id);
