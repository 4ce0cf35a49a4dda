//! What may stand for an answer.

use jenjang::evaluation::instrument::Scale;
use jenjang::evaluation::response::Answer;
use jenjang::number::{format_decimal, parse_decimal};
use rust_decimal::Decimal;

/// Words for *not observed* beside those of the scale.
const NOT_OBSERVED: [&str; 7] = ["n/o", "not observed", "no basis", "t/t", "tidak teramati", "tidak diamati", "tidak dapat menilai"];

/// What a cell turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// An answer.
    Answer(Answer),
    /// A number that is not on the scale.
    OutsideScale,
    /// Something else: `NaN`, a name.
    NotANumber,
}

/// The answers of a scale as they are written.
pub(super) struct Words {
    values: Vec<(String, Decimal)>,
    not_observed: Vec<String>,
}

impl Words {
    pub(super) fn new(scale: &Scale) -> Words {
        let own = [&scale.not_observed.id, &scale.not_observed.en].map(|text| text.trim().to_lowercase());
        Words {
            values: scale.anchors.iter().map(|anchor| (format_decimal(anchor.value), anchor.value)).collect(),
            not_observed: NOT_OBSERVED.iter().map(|word| (*word).to_owned()).chain(own).collect(),
        }
    }

    /// The values of the scale, for sentences.
    pub(super) fn values(&self) -> String {
        self.values.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Reads a cell without blanks around it; a decimal comma is as good as a point.
    pub(super) fn read(&self, text: &str) -> Read {
        if let Some((_, value)) = self.values.iter().find(|(word, _)| word == text) {
            return Read::Answer(Answer::Value(*value));
        }
        if text.is_empty() || self.not_observed.contains(&text.to_lowercase()) {
            return Read::Answer(Answer::NotObserved);
        }
        match parse_decimal(&text.replacen(',', ".", 1)) {
            Err(_) => Read::NotANumber,
            Ok(number) => match self.values.iter().find(|(_, value)| *value == number) {
                Some((_, value)) => Read::Answer(Answer::Value(*value)),
                None => Read::OutsideScale,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jenjang::evaluation::instrument::Anchor;
    use jenjang::legal::Label;

    fn words() -> Words {
        let anchor = |value: i64| Anchor { value: value.into(), label: Label::default(), description: Label::default() };
        Words::new(&Scale {
            minimum: 1.into(),
            maximum: 3.into(),
            not_observed: Label::new("Belum terlihat", "Unseen"),
            anchors: vec![anchor(1), anchor(2), anchor(3)],
        })
    }

    #[test]
    fn numbers_words_and_the_rest() {
        let words = words();
        for (text, value) in [("1", 1), ("3.0", 3), ("2,0", 2)] {
            assert_eq!(words.read(text), Read::Answer(Answer::Value(value.into())), "{text}");
        }
        for text in ["", "N/O", "not observed", "Tidak Teramati", "BELUM TERLIHAT", "unseen"] {
            assert_eq!(words.read(text), Read::Answer(Answer::NotObserved), "{text}");
        }
        for text in ["0", "4", "2.5", "-1"] {
            assert_eq!(words.read(text), Read::OutsideScale, "{text}");
        }
        for text in ["NaN", "nan", "inf", "-", "1e0", "#N/A", "null", "three", "1,000,0", "٣"] {
            assert_eq!(words.read(text), Read::NotANumber, "{text}");
        }
    }
}
