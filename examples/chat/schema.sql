-- A chat application as an ORM such as Drizzle writes it, built for one customer: no table knows what a tenant is.

-- Shared by everyone, now and later.
CREATE TABLE "Country" (
    code text PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE "User" (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL UNIQUE,
    "displayName" text NOT NULL,
    "countryCode" text REFERENCES "Country" (code),
    "createdAt" timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX "User_countryCode_idx" ON "User" ("countryCode");

CREATE TABLE "Chat" (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    "userId" uuid NOT NULL REFERENCES "User" (id),
    title text NOT NULL,
    visibility text NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'public')),
    "createdAt" timestamptz NOT NULL DEFAULT now(),
    "updatedAt" timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX "Chat_userId_createdAt_idx" ON "Chat" ("userId", "createdAt" DESC);

CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."updatedAt" := now();
    RETURN NEW;
END
$$;

CREATE TRIGGER "Chat_touch_updated_at" BEFORE UPDATE ON "Chat" FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TABLE "Message" (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    "chatId" uuid NOT NULL REFERENCES "Chat" (id),
    role text NOT NULL CHECK (role IN ('user', 'assistant', 'system')),
    content jsonb NOT NULL,
    "createdAt" timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX "Message_chatId_createdAt_idx" ON "Message" ("chatId", "createdAt");

-- Two parents: a vote names its message, and again the chat of that message.
CREATE TABLE "Vote" (
    "chatId" uuid NOT NULL REFERENCES "Chat" (id),
    "messageId" uuid NOT NULL REFERENCES "Message" (id),
    "isUpvoted" boolean NOT NULL,
    PRIMARY KEY ("chatId", "messageId")
);
CREATE INDEX "Vote_messageId_idx" ON "Vote" ("messageId");

-- Every version of a document is a row: the key is (id, createdAt).
CREATE TABLE "Document" (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    "createdAt" timestamptz NOT NULL DEFAULT now(),
    "userId" uuid NOT NULL REFERENCES "User" (id),
    kind text NOT NULL DEFAULT 'text' CHECK (kind IN ('text', 'code', 'sheet')),
    title text NOT NULL,
    content text,
    PRIMARY KEY (id, "createdAt")
);
CREATE INDEX "Document_userId_idx" ON "Document" ("userId");

CREATE TABLE "Suggestion" (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    "documentId" uuid NOT NULL,
    "documentCreatedAt" timestamptz NOT NULL,
    "userId" uuid NOT NULL REFERENCES "User" (id),
    "originalText" text NOT NULL,
    "suggestedText" text NOT NULL,
    "isResolved" boolean NOT NULL DEFAULT false,
    "createdAt" timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY ("documentId", "documentCreatedAt") REFERENCES "Document" (id, "createdAt")
);
CREATE INDEX "Suggestion_document_idx" ON "Suggestion" ("documentId", "documentCreatedAt");
CREATE INDEX "Suggestion_userId_idx" ON "Suggestion" ("userId");

-- Infrastructure: which worker runs which job. Its rows belong to nobody.
CREATE TABLE job_locks (
    job text PRIMARY KEY,
    holder text,
    "lockedUntil" timestamptz
);
