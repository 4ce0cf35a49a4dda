//! Bytes as text: UTF-8, and Windows-1252 where they are not.

use std::borrow::Cow;

/// What the bytes 0x80 to 0x9f mean in Windows-1252; the five that mean nothing become the replacement character.
const HIGH: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
];

/// The text, and whether it had to be read as Windows-1252.
pub(super) fn text(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => {
            let high = |byte: u8| HIGH.get(usize::from(byte).wrapping_sub(0x80)).copied().unwrap_or(char::from(byte));
            (Cow::Owned(bytes.iter().map(|byte| high(*byte)).collect()), true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf8_is_windows_1252() {
        assert_eq!(text("Café".as_bytes()), (Cow::Borrowed("Café"), false));
        assert_eq!(text(b"Caf\xe9 \x96 \x80").0, "Café – €");
        assert_eq!(text(b"\x81").0, "\u{fffd}");
    }
}
