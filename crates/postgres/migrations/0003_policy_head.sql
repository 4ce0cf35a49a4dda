-- a version without its text, which lies elsewhere than in its row and takes long to read; kept by the database, so by older programs too
ALTER TABLE policy_version ADD COLUMN head jsonb GENERATED ALWAYS AS (body::jsonb - 'text') STORED;
