//! When waiting suffices, and the least that must change, in words.

use chrono::NaiveDate;

use crate::legal::Language;
use crate::policy::decision::{Decision, Outcome};
use crate::policy::earliest::Earliest;
use crate::policy::nearest::Change;
use crate::policy::value::Value;

use super::Explainer;
use super::boolean::clause;
use super::noun::{article, unit_of};
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
                if missing.is_empty() { head.to_owned() } else { format!("{head} {}", self.all_missing(missing)) }
            }
        }
    }

    /// The least set of changes that would make the person eligible; `None` where no change within reach would, an empty list where nothing is lacking.
    ///
    /// Where the decision is unknown and no change is known, the missing facts are what is needed first.
    pub fn advice(&self, decision: &Decision, changes: Option<&[Change]>) -> String {
        let language = self.language;
        match changes {
            None if decision.outcome == Outcome::Unknown => {
                let head = pick(language, "Belum dapat ditentukan; lengkapi dahulu:", "Not known yet; supply first:");
                let lines = decision.missing.iter().map(|name| format!("\n- {}", self.missing(name)));
                std::iter::once(head.to_owned()).chain(lines).collect()
            }
            None => pick(
                language,
                "Tidak ditemukan perubahan dalam jangkauan orang ini yang pasti membuatnya memenuhi syarat; `decide` menunjukkan apa yang menghalangi.",
                "No change within this person's reach was found that is sure to make them eligible; `decide` shows what stands in the way.",
            )
            .to_owned(),
            Some([]) => {
                pick(language, "Sudah memenuhi syarat; tidak ada yang perlu diubah.", "Eligible; nothing needs to change.").to_owned()
            }
            Some(changes) => {
                let head = match (language, changes.len()) {
                    (Language::Id, _) => "Yang paling sedikit diperlukan agar memenuhi syarat:".to_owned(),
                    (Language::En, 1) => "The one thing needed to become eligible:".to_owned(),
                    (Language::En, _) => "The least that is needed to become eligible:".to_owned(),
                };
                let lines = changes.iter().map(|change| format!("\n- {}", self.change(change)));
                std::iter::once(head).chain(lines).collect()
            }
        }
    }

    fn change(&self, change: &Change) -> String {
        let language = self.language;
        let (name, from, to, distance, unit) = match change {
            Change::Wait { until } => {
                let day = words::date(*until, language);
                return match language {
                    Language::Id => format!("menunggu sampai {day}."),
                    Language::En => format!("wait until {day}."),
                };
            }
            Change::Fact { fact, from, to, distance, unit, .. } => (fact, from, to, distance, unit.as_deref()),
        };
        let Some((fact, place)) = self.fact_named(name) else { return format!("{name}: {to}.") };
        let label = fact.label.get(language);
        if let Value::Boolean(holds) = to {
            return match language {
                Language::Id => format!("terpenuhinya hal ini: {}.", clause(label, *holds, language)),
                Language::En => format!("this must hold: {}.", clause(label, *holds, language)),
            };
        }
        let subject = match (language, place) {
            (_, None) => words::inside(label),
            (Language::Id, Some(n)) => format!("{} (urutan ke-{n})", words::inside(label)),
            (Language::En, Some(n)) => format!("{} (number {n})", words::inside(label)),
        };
        let own_unit = unit_of(&fact.ty);
        let (to, was) = (words::value(to, own_unit, language), words::value(from, own_unit, language));
        let lacking = distance.as_ref().map(|d| words::value(d, unit, language));
        match (language, from.is_missing()) {
            (Language::Id, true) => {
                format!("{subject}: belum diketahui; yang mencukupi adalah {to}, dilengkapi oleh {}.", fact.supplier.get(language))
            }
            (Language::En, true) => {
                format!("{subject}: not known; {to} is enough, to be supplied by {}.", article(fact.supplier.get(language)))
            }
            (Language::Id, false) => {
                let lacking = lacking.map_or_else(String::new, |l| format!(" (kurang {l})"));
                format!("{subject}: dari {was} menjadi {to}{lacking}.")
            }
            (Language::En, false) => {
                let lacking = lacking.map_or_else(String::new, |l| format!(" ({l} lacking)"));
                format!("{subject}: from {was} to {to}{lacking}.")
            }
        }
    }
}
