-- Tokens for programs that change flags: scripts, pipelines, chat commands.
ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_purpose;
ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_purpose
    CHECK (purpose IN ('evaluate', 'sdk', 'deploy', 'automate', 'read', 'metrics'));
