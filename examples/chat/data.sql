-- Rows for schema.sql, the same on every run: about 57 for each user. 2000 users, so about 113,000 rows, unless the
-- setting demo.users says otherwise:  PGOPTIONS='-c demo.users=100' psql -d chat -f data.sql

BEGIN;

INSERT INTO "Country" (code, name) VALUES
    ('AR', 'Argentina'), ('AU', 'Australia'), ('BR', 'Brazil'), ('CA', 'Canada'), ('CH', 'Switzerland'),
    ('DE', 'Germany'), ('ES', 'Spain'), ('FR', 'France'), ('IN', 'India'), ('JP', 'Japan'),
    ('KE', 'Kenya'), ('NG', 'Nigeria'), ('NL', 'Netherlands'), ('PL', 'Poland'), ('US', 'United States');

INSERT INTO job_locks (job, holder, "lockedUntil") VALUES
    ('send-digest', NULL, NULL),
    ('purge-drafts', NULL, NULL),
    ('reindex-search', 'worker-2', '2025-06-01 04:00+00');

-- Keys are computed from the row's number, so that a child finds its parent without a join. Every ninth user has no country.
INSERT INTO "User" (id, email, "displayName", "countryCode", "createdAt")
SELECT md5('user ' || u)::uuid,
       'user' || u || '@example.com',
       (ARRAY['Ada', 'Bruno', 'Chen', 'Dina', 'Emeka', 'Freya', 'Goro'])[1 + u % 7] || ' ' || u,
       CASE WHEN u % 9 > 0 THEN
           (ARRAY['AR', 'AU', 'BR', 'CA', 'CH', 'DE', 'ES', 'FR', 'IN', 'JP', 'KE', 'NG', 'NL', 'PL', 'US'])[1 + u % 15]
       END,
       timestamptz '2024-01-01 00:00+00' + u * interval '3 hours'
FROM generate_series(1, coalesce(nullif(current_setting('demo.users', true), ''), '2000')::int) AS u;

-- Five chats for each user, except that every tenth user only signed up.
INSERT INTO "Chat" (id, "userId", title, visibility, "createdAt", "updatedAt")
SELECT md5('chat ' || u || '/' || c)::uuid,
       md5('user ' || u)::uuid,
       (ARRAY['Trip to the coast', 'Unit tests', 'Dinner for six', 'Tax questions', 'Learning to juggle'])[c] || ' ' || u,
       CASE WHEN (u + c) % 12 = 0 THEN 'public' ELSE 'private' END,
       t.at, t.at
FROM generate_series(1, coalesce(nullif(current_setting('demo.users', true), ''), '2000')::int) AS u
CROSS JOIN generate_series(1, 5) AS c
CROSS JOIN LATERAL (SELECT timestamptz '2024-01-01 00:00+00' + u * interval '3 hours' + c * interval '7 days' AS at) AS t
WHERE u % 10 > 0;

-- Four to twelve messages for each chat, question and answer in turn.
INSERT INTO "Message" (id, "chatId", role, content, "createdAt")
SELECT md5('message ' || u || '/' || c || '/' || m)::uuid,
       md5('chat ' || u || '/' || c)::uuid,
       CASE WHEN m % 2 = 1 THEN 'user' ELSE 'assistant' END,
       jsonb_build_array(jsonb_build_object('type', 'text', 'text', repeat('words about topic ' || c || ', ', 1 + (u + m) % 8))),
       timestamptz '2024-01-01 00:00+00' + u * interval '3 hours' + c * interval '7 days' + m * interval '40 seconds'
FROM generate_series(1, coalesce(nullif(current_setting('demo.users', true), ''), '2000')::int) AS u
CROSS JOIN generate_series(1, 5) AS c
CROSS JOIN LATERAL generate_series(1, 4 + (u + c) % 9) AS m
WHERE u % 10 > 0;

-- A vote for the first answer of every chat, and for the second of some.
INSERT INTO "Vote" ("chatId", "messageId", "isUpvoted")
SELECT md5('chat ' || u || '/' || c)::uuid,
       md5('message ' || u || '/' || c || '/' || m)::uuid,
       (u + c + m) % 4 > 0
FROM generate_series(1, coalesce(nullif(current_setting('demo.users', true), ''), '2000')::int) AS u
CROSS JOIN generate_series(1, 5) AS c
CROSS JOIN (VALUES (2), (4)) AS answer (m)
WHERE u % 10 > 0 AND (m = 2 OR (u + c) % 3 = 0);

-- Two documents for each user, one of them in two versions.
INSERT INTO "Document" (id, "createdAt", "userId", kind, title, content)
SELECT md5('document ' || u || '/' || d)::uuid,
       timestamptz '2024-03-01 00:00+00' + u * interval '3 hours' + v * interval '1 day',
       md5('user ' || u)::uuid,
       (ARRAY['text', 'code', 'sheet'])[1 + (u + d) % 3],
       'Draft ' || d || ' of user ' || u,
       repeat('A sentence in version ' || v || '. ', 5 + u % 20)
FROM generate_series(1, coalesce(nullif(current_setting('demo.users', true), ''), '2000')::int) AS u
CROSS JOIN (VALUES (1, 1), (1, 2), (2, 1)) AS version (d, v);

-- Two suggestions for each version, by the author and by the next user.
INSERT INTO "Suggestion" (id, "documentId", "documentCreatedAt", "userId", "originalText", "suggestedText", "isResolved", "createdAt")
SELECT md5('suggestion ' || u || '/' || d || '/' || v || '/' || s)::uuid,
       md5('document ' || u || '/' || d)::uuid,
       t.at,
       md5('user ' || CASE s WHEN 1 THEN u ELSE 1 + u % n END)::uuid,
       'A sentence in version ' || v,
       'A better sentence ' || s,
       (u + s) % 3 = 0,
       t.at + s * interval '5 minutes'
FROM (SELECT coalesce(nullif(current_setting('demo.users', true), ''), '2000')::int) AS users (n)
CROSS JOIN LATERAL generate_series(1, n) AS u
CROSS JOIN (VALUES (1, 1), (1, 2), (2, 1)) AS version (d, v)
CROSS JOIN generate_series(1, 2) AS s
CROSS JOIN LATERAL (SELECT timestamptz '2024-03-01 00:00+00' + u * interval '3 hours' + v * interval '1 day' AS at) AS t;

COMMIT;

ANALYZE;
