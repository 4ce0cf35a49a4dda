//! What proves a print: a code, the address under which anybody verifies it, and that address as a picture.

use axum::http::HeaderMap;

use crate::development::segment;
use crate::error::Failure;
use crate::state::App;

/// What stands at the foot of a print.
pub(crate) struct Proof {
    pub(crate) code: String,
    /// The whole address, under the one that people open.
    pub(crate) address: String,
    /// The address as an SVG picture; what it holds stands beside it.
    pub(crate) qr: String,
}

impl Proof {
    /// The proof of what is verified by a code; `headers` are those of the request.
    pub(crate) fn of(app: &App, headers: &HeaderMap, code: String) -> Result<Proof, Failure> {
        let address = app.security.address_of(headers, &format!("/verify/{}", segment(&code)));
        Ok(Proof { qr: picture(&address)?, address, code })
    }
}

/// A QR code as SVG, without a prolog so that it can stand in a page.
fn picture(text: &str) -> Result<String, Failure> {
    let code = qrcode::QrCode::new(text).map_err(|_| Failure::internal())?;
    let svg = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(180, 180).build();
    Ok(svg.split_once("?>").map_or(svg.clone(), |(_, svg)| svg.to_owned()))
}
