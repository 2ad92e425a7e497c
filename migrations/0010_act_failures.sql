-- Why an act that is due by itself did not happen. From now on `note` holds what the log says only.

ALTER TABLE due_act ADD COLUMN reason TEXT;      -- token of the error; NULL: it did not fail
ALTER TABLE due_act ADD COLUMN chinese TEXT;     -- the reason in words for officers
ALTER TABLE due_act ADD COLUMN english TEXT;
ALTER TABLE due_act ADD COLUMN retry_at INTEGER; -- while it waits: real time before which it is not tried again
