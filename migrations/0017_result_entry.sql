-- Where an announced result stands in the record, so that a phone can ask for a proof of that entry.
ALTER TABLE round_result ADD COLUMN record_index INTEGER;  -- of result.announced; NULL before it
UPDATE round_result SET record_index = (
  SELECT record_entry.idx FROM record_entry JOIN round ON round.id = round_result.round_id
  WHERE record_entry.type = 'result.announced'
  AND instr(CAST(record_entry.entry AS TEXT), '"round":"' || round.uuid || '"') > 0)
WHERE announced_at IS NOT NULL;
