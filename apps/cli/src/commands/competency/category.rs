//! `--category POLICY`: the name a classification gives to a job-person match.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::{Arg, ArgAction, ArgMatches};
use jenjang::Decimal;
use jenjang::competency::JobPersonMatch;
use jenjang::legal::Language;
use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::decide::{PolicyOnDate, decide, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::document::Kind;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::explain;
use jenjang::policy::model::Policy;
use jenjang::policy::value::Value;

use crate::args::text;
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Failure, Voice};

const MATCH: &str = "competency.match";

pub(super) fn arg(language: Language) -> Arg {
    Arg::new("category").long("category").value_name("ID|FILE").action(ArgAction::Append).help(text(
        language,
        "Kebijakan klasifikasi yang menamai JPM, misalnya asn/competency/filling atau asn/competency/mapping; dapat diulang",
        "A classification policy that names the match, such as asn/competency/filling or asn/competency/mapping; may be repeated",
    ))
}

/// A classification, ready for the day.
pub(super) struct Category {
    policy: Arc<Policy>,
    on_date: PolicyOnDate,
}

/// What a classification says.
pub(super) struct Named {
    pub(super) policy: Arc<str>,
    /// Of the total, and with each competency capped.
    pub(super) total: Outcome,
    pub(super) capped_each: Outcome,
}

/// The policies of `--category`.
pub(super) fn categories(matches: &ArgMatches, date: NaiveDate, voice: &Voice) -> Result<Vec<Category>, Failure> {
    let names: Vec<String> = matches.get_many::<String>("category").into_iter().flatten().cloned().collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut library: Library = shared::library(matches, voice)?;
    let mut categories = Vec::new();
    for name in names {
        let policy = library.policy(&name, voice)?;
        if policy.kind != Kind::Classification {
            return Err(shared::wrong_kind(
                &policy,
                "`--category` memerlukan kebijakan klasifikasi",
                "`--category` needs a classification policy",
            ));
        }
        if policy.catalogue.find(MATCH).is_none() {
            return Err(Failure::said(
                format!("katalog `{}` tidak mempunyai fakta `{MATCH}`", policy.catalogue.id),
                format!("the catalogue `{}` has no fact `{MATCH}`", policy.catalogue.id),
            ));
        }
        let on_date = prepare(library.set(), &policy, date, EVERYTHING_KNOWN).map_err(|e| Failure { message: e.message() })?;
        categories.push(Category { policy, on_date });
    }
    Ok(categories)
}

impl Category {
    /// The last word of the policy's id, short enough for the head of a column.
    pub(super) fn name(&self) -> &str {
        self.policy.id.rsplit('/').next().unwrap_or_default()
    }

    /// The names of a match; unknown where there is none.
    pub(super) fn of(&self, found: Option<&JobPersonMatch>) -> Named {
        let named = |value: Option<Decimal>| {
            let mut dossier = Dossier::new(Arc::clone(&self.policy.catalogue), self.on_date.as_of());
            let mut set = |fact: &str, value: Option<Decimal>| {
                if let (Some(index), Some(value)) = (self.policy.catalogue.find(fact), value) {
                    dossier.set(index, Value::Number(value));
                }
            };
            set(MATCH, value);
            set("competency.achieved total", found.map(JobPersonMatch::achieved));
            set("competency.required total", found.map(JobPersonMatch::required));
            decide(&self.on_date, &dossier, &[]).outcome
        };
        Named {
            policy: Arc::clone(&self.policy.id),
            total: named(found.map(|found| found.total().value())),
            capped_each: named(found.map(|found| found.capped_each().value())),
        }
    }
}

/// An outcome in words.
pub(super) fn words(outcome: &Outcome, voice: &Voice) -> String {
    match outcome {
        Outcome::Value(value) => explain::value(value, None, voice.language),
        Outcome::Unknown => voice.t("belum diketahui", "unknown").to_owned(),
        Outcome::Eligible => voice.t("memenuhi", "eligible").to_owned(),
        Outcome::NotEligible => voice.t("tidak memenuhi", "not eligible").to_owned(),
    }
}
