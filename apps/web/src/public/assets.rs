//! Style sheet and scripts, in the binary, under names that change with them.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jenjang::audit::Digest;

use crate::error::Failure;

/// Every file: what it is called, its kind, what is in it.
const FILES: &[(&str, &str, &str)] = &[
    ("editor.js", "text/javascript; charset=utf-8", include_str!("../../assets/editor.js")),
    (
        "style.css",
        "text/css; charset=utf-8",
        concat!(
            include_str!("../../assets/style.css"),
            include_str!("../../assets/form.css"),
            include_str!("../../assets/career.css"),
            include_str!("../../assets/development.css"),
            include_str!("../../assets/evaluations.css"),
            include_str!("../../assets/hr.css"),
            include_str!("../../assets/drafts.css"),
            include_str!("../../assets/api.css"),
            include_str!("../../assets/print.css"),
        ),
    ),
    ("live.js", "text/javascript; charset=utf-8", include_str!("../../assets/live.js")),
];

struct Asset {
    name: &'static str,
    /// The name with a part of its digest: what changes has another address.
    address: String,
    kind: &'static str,
    content: &'static str,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let asset = |(name, kind, content): &(&'static str, &'static str, &'static str)| {
        let digest = Digest::of(content).to_string();
        let digest = digest.get(..12).unwrap_or(&digest);
        let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
        Asset { name, address: format!("/assets/{stem}-{digest}.{ending}"), kind, content }
    };
    FILES.iter().map(asset).collect()
});

/// Where pages find a file, by its name.
pub(crate) fn address(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.address)
}

/// Gives a file, for ever.
pub(crate) async fn serve(Path(name): Path<String>) -> Result<Response, Failure> {
    let asked = format!("/assets/{name}");
    let asset = ASSETS.iter().find(|asset| asset.address == asked).ok_or_else(Failure::not_found)?;
    let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.content).into_response())
}
