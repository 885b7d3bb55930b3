use arkan_domain::deployments::DeploymentError;
use arkan_locales::Lang;

/// What the pillar refuses, in the reader's language.
pub fn refusal(_lang: Lang, error: &DeploymentError) -> String {
    error.to_string()
}
