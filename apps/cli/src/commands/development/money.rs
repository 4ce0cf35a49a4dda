//! Money on the command line: read as people write it, written as the language writes it.

use jenjang::Decimal;
use jenjang::development::budget::rupiah;
use jenjang::number::parse_decimal;

use crate::output::{Failure, Voice};

/// `1250000`, `1.250.000`, `1,250,000`, each with or without `Rp`. Marks between digits are taken only between groups of three.
pub(crate) fn parse(text: &str) -> Option<Decimal> {
    let bare = text.trim().trim_start_matches("Rp").trim().trim_start_matches('.').trim();
    let mark = bare.chars().find(|c| *c == '.' || *c == ',');
    let digits = match mark {
        None => bare.to_owned(),
        Some(mark) => {
            let mut groups = bare.split(mark);
            let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
            let rest: Vec<&str> = groups.collect();
            if rest.iter().any(|group| group.len() != 3) {
                return None;
            }
            format!("{first}{}", rest.concat())
        }
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    parse_decimal(&digits).ok()
}

/// The money of an argument.
pub(super) fn argument(name: &str, text: &str) -> Result<Decimal, Failure> {
    parse(text).ok_or_else(|| {
        Failure::said(
            format!("`--{name} {text}` bukan jumlah rupiah, seharusnya seperti 1250000 atau 1.250.000"),
            format!("`--{name} {text}` is no amount of rupiah, expected such as 1250000 or 1,250,000"),
        )
    })
}

/// Money as the language writes it.
pub(crate) fn shown(voice: &Voice, amount: Decimal) -> String {
    voice.label(&rupiah(amount)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_as_people_write_it_and_never_guessed() {
        let read = |text: &str| parse(text).map(|amount| amount.to_string());
        for text in ["1250000", "1.250.000", "1,250,000", "Rp 1.250.000", "Rp1250000"] {
            assert_eq!(read(text).as_deref(), Some("1250000"), "{text}");
        }
        for text in ["", "Rp", "1250.5", "12.50", "1,25", "-5", "1.250,000", "x", "1 250"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
