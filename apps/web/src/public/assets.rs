//! The style sheet, in the binary, under a name that changes with it.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jenjang::audit::Digest;

use crate::error::Failure;

const STYLE: &str = include_str!("../../assets/style.css");

static NAME: LazyLock<String> = LazyLock::new(|| {
    let digest = Digest::of(STYLE).to_string();
    format!("style-{}.css", digest.get(..12).unwrap_or(&digest))
});

static ADDRESS: LazyLock<String> = LazyLock::new(|| format!("/assets/{}", *NAME));

/// Where pages find the style sheet.
pub(crate) fn style_address() -> &'static str {
    &ADDRESS
}

/// Gives the style sheet, for ever: what changes has another name.
pub(crate) async fn serve(Path(name): Path<String>) -> Result<Response, Failure> {
    if name != *NAME {
        return Err(Failure::not_found());
    }
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, STYLE).into_response())
}
