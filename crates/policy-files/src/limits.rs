//! What a file may be before it is read at all: UTF-8, of a sensible size, of a sensible depth.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Span};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// The largest file that is read, in bytes. The largest shipped file has less than a twentieth of it.
pub const MAXIMUM_BYTES: usize = 5 * 1024 * 1024;

/// How deep lists and inline tables may stand inside each other. The format needs four levels.
pub const MAXIMUM_NESTING: usize = 16;

/// How many parts a dotted key or section name may have. The format needs two.
pub const MAXIMUM_KEY_PARTS: usize = 8;

fn refused(code: &'static str, file: &Arc<str>, span: Span, message: Label) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(code, file, span, message))
}

/// The text of a file, or the one reason why it is not read.
pub(crate) fn text<'a>(file: &Arc<str>, bytes: &'a [u8]) -> Result<&'a str, Box<Diagnostic>> {
    if bytes.len() > MAXIMUM_BYTES {
        let (size, most) = (bytes.len(), MAXIMUM_BYTES);
        return Err(refused(
            "file-too-large",
            file,
            Span::default(),
            Label::new(
                format!("berkas berukuran {size} bita, paling besar {most} bita"),
                format!("the file has {size} bytes, expected at most {most}"),
            ),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let byte = bytes.get(at).copied().unwrap_or(0);
        refused(
            "not-utf8",
            file,
            Span::new(at, at),
            Label::new(
                format!("bita `0x{byte:02x}` pada posisi {at} bukan UTF-8, simpanlah berkas sebagai UTF-8"),
                format!("byte `0x{byte:02x}` at offset {at} is not UTF-8, expected a file saved as UTF-8"),
            ),
        )
    })?;
    depth(file, text)?;
    Ok(text)
}

/// Refuses what would nest deeper than any policy does, before anything recurses over it.
fn depth(file: &Arc<str>, text: &str) -> Result<(), Box<Diagnostic>> {
    let (mut nesting, mut parts) = (0usize, 1usize);
    for token in Source::new(text).lex() {
        let span = || Span::new(token.span().start(), token.span().end());
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                nesting += 1;
                parts = 1;
                if nesting > MAXIMUM_NESTING {
                    return Err(refused(
                        "too-deep",
                        file,
                        span(),
                        Label::new(
                            format!("daftar dan tabel bersarang lebih dari {MAXIMUM_NESTING} tingkat"),
                            format!("lists and tables are nested deeper than {MAXIMUM_NESTING} levels"),
                        ),
                    ));
                }
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                nesting = nesting.saturating_sub(1);
                parts = 1;
            }
            TokenKind::Dot => {
                parts += 1;
                if parts > MAXIMUM_KEY_PARTS {
                    return Err(refused(
                        "too-deep",
                        file,
                        span(),
                        Label::new(
                            format!("kunci bertitik mempunyai lebih dari {MAXIMUM_KEY_PARTS} bagian"),
                            format!("a dotted key has more than {MAXIMUM_KEY_PARTS} parts"),
                        ),
                    ));
                }
            }
            TokenKind::Equals | TokenKind::Comma => parts = 1,
            TokenKind::Newline => parts = 1,
            _ => {}
        }
    }
    Ok(())
}
