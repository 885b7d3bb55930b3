-- Words by which people find flags again. The project stands here once more, so that its tags are listed from one index.
CREATE TABLE flag_tags (
    flag_id uuid NOT NULL REFERENCES flags,
    project_id uuid NOT NULL REFERENCES projects,
    tag text NOT NULL CONSTRAINT flag_tags_tag CHECK (tag <> '' AND char_length(tag) <= 40),
    PRIMARY KEY (flag_id, tag)
);
CREATE INDEX flag_tags_project ON flag_tags (project_id, tag, flag_id);

-- The flags that someone keeps at hand: a preference of their own, of no concern to anyone else.
CREATE TABLE flag_favourites (
    user_id uuid NOT NULL REFERENCES users,
    flag_id uuid NOT NULL REFERENCES flags,
    PRIMARY KEY (user_id, flag_id)
);

-- The list in its other orders. `flags_key_unique` serves the order by key.
CREATE INDEX flags_live_created ON flags (project_id, created_at DESC, id DESC) WHERE archived_at IS NULL;
