//! QR codes.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use crate::DocumentError;

/// A QR code as an SVG picture, with its quiet zone.
///
/// # Errors
/// Where the text is too long for one.
pub(crate) fn svg(text: &str) -> Result<String, DocumentError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| {
        DocumentError::new(
            format!("kode QR tidak dapat memuat {} bita: {error}", text.len()),
            format!("a QR code cannot hold {} bytes: {error}", text.len()),
        )
    })?;
    Ok(code.render::<svg::Color<'_>>().quiet_zone(true).module_dimensions(4, 4).build())
}
