-- The Twilio account of the attempt, or whose list showed the row: a sid or a doubt is looked for only there. Empty:
-- written before this column was there.
ALTER TABLE communication_logs ADD COLUMN account_sid TEXT NOT NULL DEFAULT '';
