-- Tokens for SDKs that read the rules and evaluate by themselves (Unleash's server SDKs).
ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_purpose;
ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_purpose
    CHECK (purpose IN ('evaluate', 'sdk', 'deploy', 'read', 'metrics'));
