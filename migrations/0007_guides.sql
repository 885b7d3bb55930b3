CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Folds Arabic spelling variants and Latin case, so that what is typed finds what was written:
-- tashkeel, superscript alef, kashida, joiners and bidi controls go; alef, ya, ta marbuta and hamza carriers fold;
-- Persian ya and kaf become Arabic, digits become Latin. The two texts of translate() pair up character by character.
CREATE FUNCTION ar_norm(input text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT translate(
        regexp_replace(
            lower(normalize(input, NFKC)),
            '[\u064B-\u065F\u0670\u0640\u200B-\u200F\u202A-\u202E\u2066-\u2069]', '', 'g'),
        'أإآٱ' || 'ىیئ' || 'ةؤک' || '٠١٢٣٤٥٦٧٨٩' || '۰۱۲۳۴۵۶۷۸۹',
        'اااا' || 'ييي' || 'هوك' || '0123456789' || '0123456789')
$$;

-- The lexemes of a text in all three readings: Arabic stems, words as they are, English stems.
-- What stands in angle brackets counts too: the parser would take it for markup.
CREATE FUNCTION guide_vector(input text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT to_tsvector('arabic'::regconfig, ar_norm(translate(input, '<>', '  ')))
        || to_tsvector('simple'::regconfig, ar_norm(translate(input, '<>', '  ')))
        || to_tsvector('english'::regconfig, translate(input, '<>', '  '))
$$;

-- A word or phrase in any of the same three readings.
CREATE FUNCTION guide_query(input text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT plainto_tsquery('arabic'::regconfig, ar_norm(input))
        || plainto_tsquery('simple'::regconfig, ar_norm(input))
        || plainto_tsquery('english'::regconfig, input)
$$;

CREATE TABLE guides (
    id uuid PRIMARY KEY,
    slug text NOT NULL CONSTRAINT guides_slug_unique UNIQUE,
    -- The language the guide is written in first; the other is its translation.
    source_language text NOT NULL CONSTRAINT guides_source CHECK (source_language IN ('en', 'ar')),
    audience text NOT NULL CONSTRAINT guides_audience
        CHECK (audience IN ('everyone', 'admin', 'operator', 'product_owner', 'trainer')),
    pillar text CONSTRAINT guides_pillar CHECK (pillar IN ('flags', 'deployments', 'backups', 'alerts', 'guides', 'identity')),
    position int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    archived_at timestamptz
);

CREATE TABLE guide_revisions (
    id uuid PRIMARY KEY,
    guide_id uuid NOT NULL REFERENCES guides,
    language text NOT NULL CONSTRAINT guide_revisions_language CHECK (language IN ('en', 'ar')),
    number int NOT NULL,
    title text NOT NULL,
    summary text NOT NULL DEFAULT '',
    body text NOT NULL,
    content_hash bytea NOT NULL,
    -- The revision of the source language that this translation was made from.
    translated_from uuid REFERENCES guide_revisions,
    origin text NOT NULL CONSTRAINT guide_revisions_origin CHECK (origin IN ('shipped', 'edited')),
    -- Whether whoever has read the revision before should read this one too.
    material boolean NOT NULL DEFAULT true,
    note text NOT NULL DEFAULT '',
    author_label text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT guide_revisions_number_unique UNIQUE (guide_id, language, number)
);
CREATE INDEX guide_revisions_newest ON guide_revisions (guide_id, language, number DESC);

-- A shipped text that is newer than what was edited here: offered, until it is taken or dismissed.
CREATE TABLE guide_offers (
    guide_id uuid NOT NULL REFERENCES guides,
    language text NOT NULL CONSTRAINT guide_offers_language CHECK (language IN ('en', 'ar')),
    title text NOT NULL,
    summary text NOT NULL,
    body text NOT NULL,
    content_hash bytea NOT NULL,
    offered_at timestamptz NOT NULL,
    -- When it was taken or dismissed; the row stays, so that the same text is not offered again.
    settled_at timestamptz,
    PRIMARY KEY (guide_id, language)
);

-- What search reads: the newest revision of each guide and language.
CREATE TABLE guide_search (
    guide_id uuid NOT NULL REFERENCES guides,
    language text NOT NULL,
    title text NOT NULL,
    plain text NOT NULL,
    norm text NOT NULL,
    vector tsvector NOT NULL,
    PRIMARY KEY (guide_id, language)
);
CREATE INDEX guide_search_vector ON guide_search USING gin (vector);
CREATE INDEX guide_search_trigram ON guide_search USING gin (norm gin_trgm_ops);

CREATE TABLE guide_reads (
    revision_id uuid NOT NULL REFERENCES guide_revisions,
    user_id uuid NOT NULL REFERENCES users,
    -- The reader's name at that time.
    user_label text NOT NULL,
    opened_at timestamptz NOT NULL,
    acknowledged_at timestamptz,
    PRIMARY KEY (revision_id, user_id)
);
CREATE INDEX guide_reads_user ON guide_reads (user_id);

-- Words that mean the same to a searcher: broken plurals of the field, and the English beside the Arabic.
CREATE TABLE glossary_terms (
    id uuid PRIMARY KEY,
    word text NOT NULL CONSTRAINT glossary_terms_word_unique UNIQUE,
    synonyms text[] NOT NULL
);
