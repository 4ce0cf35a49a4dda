//! What is printed on every document in either language.

use chrono::{Datelike, NaiveDate};
use jenjang::legal::Language;
use rust_decimal::Decimal;

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    pub(crate) fn t<'t>(&self, id: &'t str, en: &'t str) -> &'t str {
        if self.0 == Language::Id { id } else { en }
    }

    /// `2 November 2026` in both languages.
    pub(crate) fn date(&self, day: NaiveDate) -> String {
        const MONTHS: [(&str, &str); 12] = [
            ("Januari", "January"),
            ("Februari", "February"),
            ("Maret", "March"),
            ("April", "April"),
            ("Mei", "May"),
            ("Juni", "June"),
            ("Juli", "July"),
            ("Agustus", "August"),
            ("September", "September"),
            ("Oktober", "October"),
            ("November", "November"),
            ("Desember", "December"),
        ];
        let month = usize::try_from(day.month0()).ok().and_then(|month| MONTHS.get(month));
        let (id, en) = month.copied().unwrap_or_default();
        format!("{} {} {}", day.day(), self.t(id, en), day.year())
    }

    /// A number with the comma or the point of the language.
    pub(crate) fn number(&self, number: Decimal) -> String {
        let text = number.normalize().to_string();
        if self.0 == Language::Id { text.replace('.', ",") } else { text }
    }

    /// `KESATU`, `KEDUA`, … as the parts of a decree are counted; `FIRST`, `SECOND`, … in English.
    pub(crate) fn ordinal(&self, index: usize) -> String {
        const ORDINALS: [(&str, &str); 12] = [
            ("KESATU", "FIRST"),
            ("KEDUA", "SECOND"),
            ("KETIGA", "THIRD"),
            ("KEEMPAT", "FOURTH"),
            ("KELIMA", "FIFTH"),
            ("KEENAM", "SIXTH"),
            ("KETUJUH", "SEVENTH"),
            ("KEDELAPAN", "EIGHTH"),
            ("KESEMBILAN", "NINTH"),
            ("KESEPULUH", "TENTH"),
            ("KESEBELAS", "ELEVENTH"),
            ("KEDUA BELAS", "TWELFTH"),
        ];
        match ORDINALS.get(index) {
            Some((id, en)) => self.t(id, en).to_owned(),
            None => {
                let number = index.saturating_add(1);
                self.t(&format!("KE-{number}"), &format!("No. {number}")).to_owned()
            }
        }
    }
}
