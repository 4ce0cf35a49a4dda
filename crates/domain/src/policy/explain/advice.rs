//! When waiting suffices, in words.

use chrono::NaiveDate;

use crate::legal::Language;
use crate::policy::earliest::Earliest;

use super::Explainer;
use super::words::{self, pick};

impl Explainer<'_> {
    /// The answer to "when would I qualify by waiting?", looked for up to `horizon`.
    pub fn earliest(&self, earliest: &Earliest, horizon: NaiveDate) -> String {
        let language = self.language;
        let until = words::date(horizon, language);
        match earliest {
            Earliest::Already => pick(language, "Sudah memenuhi syarat.", "Eligible now.").to_owned(),
            Earliest::On { date, met_on } => {
                let (day, met) = (words::date(*date, language), words::date(*met_on, language));
                match (language, date == met_on) {
                    (Language::Id, true) => format!("Memenuhi syarat paling cepat {day} bila hanya menunggu."),
                    (Language::En, true) => format!("Eligible on {day} at the earliest by waiting alone."),
                    (Language::Id, false) => {
                        format!("Memenuhi syarat paling cepat pada periode {day} bila hanya menunggu; semua syarat terpenuhi sejak {met}.")
                    }
                    (Language::En, false) => {
                        format!("Eligible in the period of {day} at the earliest by waiting alone; everything is met from {met}.")
                    }
                }
            }
            Earliest::NotWithinHorizon { blocking } => {
                let parts: Vec<String> = blocking.iter().map(|code| self.part_label(code)).collect();
                let parts = words::and(&parts, language);
                match language {
                    Language::Id => format!("Menunggu saja tidak cukup sampai {until}; yang menghalangi: {parts}."),
                    Language::En => format!("Waiting alone does not suffice until {until}; what stands in the way: {parts}."),
                }
            }
            Earliest::Unknown { missing } => {
                let head = pick(language, "Belum dapat ditentukan.", "Not known.");
                let facts: Vec<String> = missing.iter().map(|name| self.missing(name)).collect();
                format!("{head} {}", facts.join(" "))
            }
        }
    }
}
