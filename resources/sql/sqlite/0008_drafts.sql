-- In whose name a text that is being written will go out; null: one's own.
ALTER TABLE drafts ADD COLUMN on_behalf_of TEXT;
