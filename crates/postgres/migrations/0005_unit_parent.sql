-- What hangs under a unit, and which units hang under none, without reading all of them.
ALTER TABLE org_unit ADD COLUMN parent text COLLATE "C";
UPDATE org_unit SET parent = (body::json -> 'parent') #>> '{}';
CREATE INDEX org_unit_parent ON org_unit (parent);
