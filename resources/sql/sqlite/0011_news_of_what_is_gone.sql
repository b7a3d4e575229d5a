-- Twilio's news of a row waits until the practice has it (communicationintake.cpp); a row that is gone has none.
CREATE TRIGGER communications_gone_news AFTER DELETE ON communication_logs
BEGIN
    DELETE FROM sync_queue WHERE kind = 'news' AND id = OLD.id;
END;
