-- A voting key's halves for the further rounds are each one voter's, as the first is: two voters with
-- the same half would make the list of that round, and so the round, impossible.

CREATE UNIQUE INDEX voter_credential_rerun ON voter_credential(election_id, rerun);
CREATE UNIQUE INDEX voter_credential_tiebreak ON voter_credential(election_id, tiebreak);
