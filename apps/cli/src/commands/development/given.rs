//! What the commands of the catalogue share: numbers that people give, shipped rules, short answers.

use clap::{Arg, ArgMatches};
use jenjang::Decimal;
use jenjang::competency::Framework;
use jenjang::legal::Language;
use jenjang::number::parse_decimal;
use jenjang_policy_files::{CompetencyLibrary, Library};
use jenjang_service::development::LearningRules;
use jenjang_service::needs::NeedLibrary;

use crate::args::text;
use crate::output::{Answer, Failure, Voice};

/// The rules and standards that came with the program.
pub(super) struct Shipped {
    policies: Library,
    competency: CompetencyLibrary,
}

impl Shipped {
    pub(super) fn new() -> Shipped {
        Shipped { policies: jenjang_asn::library(), competency: jenjang_asn::competency() }
    }

    pub(super) fn learning(&self) -> LearningRules<'_> {
        LearningRules { shipped: &self.policies, policies: &jenjang_asn::FORM_POLICIES }
    }

    pub(super) fn needs(&self) -> NeedLibrary<'_> {
        NeedLibrary { shipped: &self.policies, policies: &jenjang_asn::NEED_POLICIES, competency: &self.competency }
    }

    pub(super) fn frameworks(&self) -> &[Framework] {
        &self.competency.frameworks
    }
}

/// A decimal argument, if it was given.
pub(super) fn decimal(matches: &ArgMatches, name: &str) -> Result<Option<Decimal>, Failure> {
    let Some(given) = matches.get_one::<String>(name) else { return Ok(None) };
    parse_decimal(&given.replace(',', ".")).map(Some).map_err(|_| {
        Failure::said(
            format!("`--{name} {given}` bukan bilangan, seharusnya misalnya 12 atau 2.5"),
            format!("`--{name} {given}` is no number, expected one such as 12 or 2.5"),
        )
    })
}

/// Says one thing, as JSON or in the language of this run.
pub(super) fn said(voice: &Voice, value: &serde_json::Value, id: String, en: String) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json(value)?;
    } else {
        voice.line(if voice.language == Language::Id { id } else { en });
    }
    Ok(Answer::Positive)
}

/// `--NAME VALUE` with its help.
pub(super) fn option(language: Language, name: &'static str, value: &'static str, (id, en): (&'static str, &'static str)) -> Arg {
    Arg::new(name).long(name).value_name(value).help(text(language, id, en))
}

/// A required argument by its place.
pub(super) fn place(language: Language, name: &'static str, value: &'static str, (id, en): (&'static str, &'static str)) -> Arg {
    Arg::new(name).required(true).value_name(value).help(text(language, id, en))
}
