-- What hangs under a unit, and which units hang under none, without reading all of them.
CREATE INDEX unit_parent ON unit (body ->> 'parent');
