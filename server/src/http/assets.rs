use axum::{Router, extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, StatusCode, header};
use sha2::{Digest as _, Sha256};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tower_http::services::ServeDir;

/// The site's files, and the version that stands in their addresses.
#[derive(Clone, Debug)]
pub struct Assets {
    dir: PathBuf,
    version: Arc<str>,
}

/// Why the site's files cannot be served.
#[derive(Debug, thiserror::Error)]
#[error("the site folder {path} cannot be read ({source}): build it with `make build`, or set ARKAN_SITE")]
pub struct AssetsError {
    path: String,
    source: io::Error,
}

impl Assets {
    /// Reads every file once: their content makes the version.
    ///
    /// # Errors
    /// When the folder is not there.
    pub fn open(dir: &Path) -> Result<Self, AssetsError> {
        let mut files = Vec::new();
        let fault = |source| AssetsError {
            path: dir.display().to_string(),
            source,
        };
        collect(dir, &mut files).map_err(fault)?;
        files.sort();
        let mut hasher = Sha256::new();
        for file in &files {
            hasher.update(file.strip_prefix(dir).unwrap_or(file).to_string_lossy().as_bytes());
            hasher.update(fs::read(file).map_err(fault)?);
        }
        let digest = hasher.finalize();
        let version: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self {
            dir: dir.to_path_buf(),
            version: version.into(),
        })
    }

    /// The prefix of the files' addresses.
    #[must_use]
    pub fn prefix(&self) -> String {
        format!("/static/{}", self.version)
    }

    /// Serves the files, compressed ahead where that was done.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let files = ServeDir::new(&self.dir).precompressed_br().precompressed_gzip();
        Router::new()
            .nest_service("/static/{version}", files)
            .layer(axum::middleware::from_fn(cache_for_ever))
    }
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if !path
            .extension()
            .is_some_and(|extension| extension == "br" || extension == "gz")
        {
            files.push(path);
        }
    }
    Ok(())
}

/// The version in the address changes with the content, so a file once fetched is right for ever.
async fn cache_for_ever(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let value = match response.status() {
        StatusCode::OK | StatusCode::NOT_MODIFIED | StatusCode::PARTIAL_CONTENT => {
            HeaderValue::from_static("public, max-age=31536000, immutable")
        }
        _ => HeaderValue::from_static("no-store"),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}
