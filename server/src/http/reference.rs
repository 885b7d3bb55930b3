use crate::api;
use arkan_app::page::{Ctx, PageResult};
use serde_json::Value;
use std::sync::OnceLock;

/// `GET /api`: the reference of the machine API, from the document that tools read.
pub async fn show(ctx: Ctx) -> PageResult {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    let document = DOCUMENT.get_or_init(|| serde_json::to_value(api::document()).unwrap_or_default());
    arkan_app::reference::page(ctx, document).await
}
