use arkan_backend::identity::TokenRow;
use arkan_domain::identity::Purpose;
use url::Url;

/// A command that uses a token, ready to be pasted. Without the token's text a placeholder stands for it.
pub(super) fn curl(base: &Url, token: &TokenRow, text: Option<&str>) -> Option<String> {
    let project = token.project_key.as_deref().unwrap_or("PROJECT");
    let (path, body) = match Purpose::parse(&token.purpose)? {
        Purpose::Evaluate => (
            "ofrep/v1/evaluate/flags".to_owned(),
            Some(r#"{"context":{"targetingKey":"user-1"}}"#),
        ),
        Purpose::Sdk => ("api/client/features".to_owned(), None),
        Purpose::Deploy => (
            format!("api/v1/projects/{project}/releases"),
            Some(r#"{"version":"1.0.0"}"#),
        ),
        Purpose::Automate => (format!("api/v1/projects/{project}/flags"), None),
        Purpose::Read => (format!("api/v1/projects/{project}/releases"), None),
        Purpose::Metrics => ("metrics".to_owned(), None),
    };
    let url = base.join(&path).ok()?;
    let body = body.map_or(String::new(), |body| {
        format!(" \\\n  -H 'Content-Type: application/json' -d '{body}'")
    });
    let token = text.unwrap_or("$ARKAN_TOKEN");
    // Double quotes, so that the placeholder is filled by the shell; a token has no character that they change.
    Some(format!("curl {url} \\\n  -H \"Authorization: Bearer {token}\"{body}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use uuid::Uuid;

    #[test]
    fn a_deploy_token_names_its_project() {
        let token = TokenRow {
            id: Uuid::nil(),
            prefix: "ark_deploy_ab".to_owned(),
            name: "CI".to_owned(),
            purpose: "deploy".to_owned(),
            project_id: None,
            project_key: Some("shop".to_owned()),
            environment_id: None,
            environment_key: None,
            created_at: DateTime::UNIX_EPOCH,
            expires_at: None,
            revoked_at: None,
            last_used_at: None,
        };
        let base = Url::parse("https://console.example.com").expect("a URL");
        let text = curl(&base, &token, Some("ark_deploy_x")).expect("known purpose");
        assert!(text.starts_with("curl https://console.example.com/api/v1/projects/shop/releases"));
        assert!(text.contains("Bearer ark_deploy_x\""));
        assert!(
            curl(&base, &token, None)
                .expect("known purpose")
                .contains("$ARKAN_TOKEN")
        );
    }
}
