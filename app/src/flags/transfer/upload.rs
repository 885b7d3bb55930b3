use arkan_domain::{fields::Problem, flags::transfer::MAX_FILE};
use axum::extract::{Multipart, multipart::MultipartRejection};
use std::collections::BTreeMap;

/// What was sent to be imported: the file or its pasted content, and which environment is for which.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    pub text: String,
    /// By the environment of the file; empty for one that is left out. None before it was asked.
    pub mapping: Option<BTreeMap<String, String>>,
    pub reason: String,
}

/// Reads the form.
///
/// # Errors
/// The problem with the file.
pub async fn read(form: Result<Multipart, MultipartRejection>) -> Result<Upload, Problem> {
    let large = |_| Problem::TooLong { max: MAX_FILE };
    let mut form = form.map_err(|_| Problem::Required)?;
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await.map_err(large)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(large)?;
        if bytes.len() > MAX_FILE {
            return Err(Problem::TooLong { max: MAX_FILE });
        }
        let text = String::from_utf8(bytes.into()).map_err(|error| Problem::Unreadable { why: error.to_string() })?;
        match name.as_str() {
            // A file wins over what stands in the field.
            "file" if !text.is_empty() => upload.text = text,
            "text" if upload.text.is_empty() => upload.text = text,
            "reason" => upload.reason = text,
            other => {
                if let Some(from) = other.strip_prefix("map.") {
                    upload.mapping.get_or_insert_default().insert(from.to_owned(), text);
                }
            }
        }
    }
    Ok(upload)
}
