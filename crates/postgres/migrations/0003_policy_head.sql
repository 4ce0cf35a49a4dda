-- a version without its text, which lies elsewhere than in its row and takes long to read; made by the database, so for older programs too.
-- A quotation mark inside a string of JSON has a backslash before it, so that the first "text": is the member.
ALTER TABLE policy_version ADD COLUMN head text
  GENERATED ALWAYS AS (regexp_replace(body, '"text":"([^"\\]|\\.)*",', '')) STORED;
