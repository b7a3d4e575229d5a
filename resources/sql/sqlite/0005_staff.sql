-- The history of one of the practice's people, who may have written few of very many rows.
CREATE INDEX communications_staff ON communication_logs (staff_id, sort_at, sequence) WHERE staff_id IS NOT NULL;
