#![doc = include_str!("../README.md")]

use std::sync::Arc;

use jenjang::career::CareerPattern;
use jenjang::consultation::{Calendar, Process};
use jenjang::development::budget::BudgetPolicies;
use jenjang::development::forms::FormPolicies;
use jenjang::development::need::{NeedFacts, NeedPolicies};
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::scheme::Scheme;
use jenjang::mentoring::RankFacts;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::diagnostic::Diagnostic;
use jenjang::policy::model::PolicySet;
use jenjang::study::{StudyFacts, StudyPolicies};
use jenjang_policy_files::{
    CompetencyLibrary, EvaluationLibrary, Library, QuestionnaireLibrary, load_competency, read_calendar, read_career_pattern, read_process,
};

pub mod appeal;
pub mod codes;
pub mod dossier;
pub mod promotion;
pub mod synthetic;

/// Every file under `data/`: its path there (`policies/promotion/regular.toml`) and its text, in order of paths.
pub const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// The path of the fact catalogue in [`SOURCES`].
pub const CATALOGUE_PATH: &str = "catalogue.toml";

/// The path of the national career pattern in [`SOURCES`].
pub const CAREER_PATTERN_PATH: &str = "career/national.toml";

/// The policies that say what a form of development is worth.
pub const FORM_POLICIES: FormPolicies = FormPolicies {
    hours_per_unit: "asn/learning/hours-per-unit",
    unit: "asn/learning/unit",
    limit: "asn/learning/limit",
    limit_period: "asn/learning/limit-period",
    form: "learning.form",
    abroad: "learning.abroad",
    divisible: "jp",
};

/// The policies that say what is a development need, and how demand is ranked.
pub const NEED_POLICIES: NeedPolicies = NeedPolicies {
    feedback: "asn/development/feedback-need",
    performance: "asn/development/performance-need",
    duty: "asn/learning/yearly-duty",
    warning: "asn/learning/early-warning",
    smallest_group: "asn/development/smallest-group",
    least_days: "asn/development/least-days",
    demand: "asn/development/demand",
    priority: "asn/development/priority",
    facts: NeedFacts {
        feedback_percent: "development.feedback percent",
        feedback_released: "development.feedback released",
        rating: "rating",
        employment: "employment",
        hours_this_year: "learning.hours this year",
        hours_owed: "learning.hours owed",
        year_elapsed: "learning.year elapsed",
        amount: "learning.amount",
        mean_gap: "development.mean gap",
        relative_weight: "development.relative weight",
        critical_share: "development.critical share",
        not_competent_share: "development.share not competent",
        missing_hours_share: "development.missing hours share",
        strategic: "development.strategic",
        not_competent: "development.people not competent",
    },
    forms: FORM_POLICIES,
};

/// The form of development that a mentoring session is (annex of Peraturan LAN 10/2018).
pub const MENTORING_FORM: &str = "C2";

/// The facts that place somebody's grade and tier on their scales.
pub const RANK_FACTS: RankFacts = RankFacts { grade: "grade", tier: "tier" };

/// The policies on study assignments and the facts they ask for.
pub const STUDY_POLICIES: StudyPolicies = StudyPolicies {
    eligibility: "asn/training/study-assignment",
    length: "asn/training/study-assignment-length",
    bond: "asn/training/study-bond",
    pay_back: "asn/training/study-pay-back",
    fine: "asn/training/study-fine",
    funded_form: "A1",
    self_funded_form: "A2",
    facts: StudyFacts {
        programme: "study.programme",
        remote_or_needed: "study.remote or needed",
        accreditation: "study.accreditation",
        months: "study.months",
        cost: "study.cost",
        bond_months: "study.bond months",
        months_missing: "study.months missing",
    },
};

/// The policy that says which leadership training belongs to a post.
pub const BUDGET_POLICIES: BudgetPolicies = BudgetPolicies { leadership: "asn/training/leadership-due", position_kind: "position.kind" };

/// The text of the fact catalogue.
pub fn catalogue_text() -> &'static str {
    include_str!("../data/catalogue.toml")
}

/// Path and text of every shipped policy, in order of paths.
pub fn policy_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    SOURCES.iter().copied().filter(|(path, _)| path.starts_with("policies/"))
}

/// Path and text of every shipped 360° scheme, in order of paths.
pub fn scheme_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    SOURCES.iter().copied().filter(|(path, _)| path.starts_with("schemes/"))
}

/// Path and text of every shipped instrument, in order of paths.
pub fn instrument_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    SOURCES.iter().copied().filter(|(path, _)| path.starts_with("instruments/"))
}

/// The 360° schemes and instruments shipped, as a library that more can be added to. Its files are named `asn/` and their path.
pub fn evaluation() -> EvaluationLibrary {
    let mut library = EvaluationLibrary::default();
    for (path, text) in scheme_texts() {
        library.add_scheme(&format!("asn/{path}"), text.as_bytes());
    }
    for (path, text) in instrument_texts() {
        library.add_instrument(&format!("asn/{path}"), text.as_bytes());
    }
    library
}

/// The 360° schemes shipped, in order of paths.
pub fn schemes() -> Vec<Arc<Scheme>> {
    evaluation().schemes
}

/// The instruments shipped, in order of paths.
pub fn instruments() -> Vec<Arc<Instrument>> {
    evaluation().instruments
}

/// Path and text of every shipped questionnaire of a survey, in order of paths.
pub fn questionnaire_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    SOURCES.iter().copied().filter(|(path, _)| path.starts_with("surveys/"))
}

/// The questionnaires shipped, as a library that more can be added to. Its files are named `asn/` and their path.
pub fn questionnaires() -> QuestionnaireLibrary {
    let mut library = QuestionnaireLibrary::default();
    for (path, text) in questionnaire_texts() {
        library.add(&format!("asn/{path}"), text.as_bytes());
    }
    library
}

/// Name and text of every shipped set of indicators (`development`), in order of names.
pub fn indicator_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    SOURCES.iter().filter_map(|(path, text)| Some((path.strip_prefix("indicators/")?.strip_suffix(".toml")?, *text)))
}

/// Path and text of every shipped career pattern, in order of paths.
pub fn career_pattern_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    SOURCES.iter().copied().filter(|(path, _)| path.starts_with("career/"))
}

/// The national career pattern, read against a catalogue and policies; and what was found wrong with it, which is nothing for those shipped.
pub fn career_pattern(catalogue: &Arc<Catalogue>, policies: &PolicySet) -> (Option<CareerPattern>, Vec<Diagnostic>) {
    match career_pattern_texts().find(|(path, _)| *path == CAREER_PATTERN_PATH) {
        Some((path, text)) => read_career_pattern(&format!("asn/{path}"), text.as_bytes(), catalogue, policies),
        None => (None, Vec::new()),
    }
}

/// The usual rules of a projection of the civil service over years: grade, yearly ratings, retirement by the ages of the law.
pub fn projection_rules_text() -> &'static str {
    include_str!("../data/projection/national.toml")
}

/// The path of the calendar of working days in [`SOURCES`].
pub const CALENDAR_PATH: &str = "consultation/calendar.toml";

/// Path and text of every shipped process of making a policy, in order of paths.
pub fn process_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    SOURCES.iter().copied().filter(|(path, _)| path.starts_with("consultation/") && *path != CALENDAR_PATH)
}

/// The processes of making a policy as shipped, in order of paths; without errors, as the tests of this crate say.
pub fn processes() -> Vec<Process> {
    process_texts().filter_map(|(path, text)| read_process(&format!("asn/{path}"), text.as_bytes()).0).collect()
}

/// The working days as shipped: five a week, less the holidays on fixed days. Those that move every year are for the user to add.
pub fn calendar() -> Option<Calendar> {
    let (path, text) = SOURCES.iter().find(|(path, _)| *path == CALENDAR_PATH)?;
    read_calendar(&format!("asn/{path}"), text.as_bytes()).0
}

/// The catalogue and policies as shipped, ready to use.
#[derive(Clone, Debug)]
pub struct Shipped {
    /// The fact catalogue.
    pub catalogue: Arc<Catalogue>,
    /// Every policy.
    pub policies: PolicySet,
    /// What was noticed on the way; no errors, as the tests of this crate say.
    pub problems: Vec<Diagnostic>,
}

/// Everything shipped as a library that more catalogues and policies can be added to. Its files are named `asn/` and their path.
pub fn library() -> Library {
    let mut library = Library::default();
    library.add_catalogue(&format!("asn/{CATALOGUE_PATH}"), catalogue_text().as_bytes());
    let named: Vec<(String, &str)> = policy_texts().map(|(path, text)| (format!("asn/{path}"), text)).collect();
    library.add_policies(named.iter().map(|(name, text)| (name.as_str(), text.as_bytes())));
    library
}

/// Every competency framework and set of standards as shipped. Its files are named `asn/` and their path; without errors, as the tests of this
/// crate say.
pub fn competency() -> CompetencyLibrary {
    let under = |folder: &'static str| {
        let files = SOURCES.iter().filter(move |(path, _)| path.starts_with(folder));
        files.map(|(path, text)| (format!("asn/{path}"), text.as_bytes())).collect::<Vec<_>>()
    };
    let (frameworks, standards) = (under("frameworks/"), under("standards/"));
    load_competency(
        frameworks.iter().map(|(name, bytes)| (name.as_str(), *bytes)),
        standards.iter().map(|(name, bytes)| (name.as_str(), *bytes)),
    )
}

/// Reads and compiles everything shipped.
///
/// # Errors
/// The problems, where the catalogue cannot be used at all.
pub fn shipped() -> Result<Shipped, Vec<Diagnostic>> {
    let library = library();
    match library.catalogues.into_iter().next() {
        Some(catalogue) => Ok(Shipped { catalogue, policies: library.set, problems: library.diagnostics }),
        None => Err(library.diagnostics),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_and_instrument_is_sound_and_finds_its_partner() {
        let library = evaluation();
        assert_eq!(library.diagnostics, []);
        assert_eq!(library.schemes.len(), scheme_texts().count(), "each id once");
        assert_eq!(library.instruments.len(), instrument_texts().count(), "each id once");
        for scheme in &library.schemes {
            let instrument = &scheme.parts().instrument;
            assert!(library.instrument(instrument).is_some(), "scheme `{}` names the unknown instrument `{instrument}`", scheme.parts().id);
        }
    }

    #[test]
    fn every_questionnaire_is_sound_and_graded_by_a_policy_there_is() {
        let library = questionnaires();
        assert_eq!(library.diagnostics, []);
        assert_eq!(library.questionnaires.len(), questionnaire_texts().count(), "each id once");
        let shipped = crate::library();
        for questionnaire in &library.questionnaires {
            let (parts, path) = (questionnaire.parts(), questionnaire.parts().id.replace("asn/survey/", "surveys/"));
            assert!(SOURCES.iter().any(|(found, _)| *found == format!("{path}.toml")), "{path}");
            for grade in parts.indices.iter().filter_map(|index| index.grade.as_ref()) {
                let policy = shipped.set.get(&grade.policy).unwrap_or_else(|| panic!("{} names {}", parts.id, grade.policy));
                let reads = policy.reads().into_iter().any(|fact| shipped.catalogues[0].fact(fact).name == grade.fact);
                assert!(reads, "{} does not read `{}`", grade.policy, grade.fact);
            }
        }
    }

    #[test]
    fn the_catalogue_is_among_the_sources_under_its_path() {
        let found = SOURCES.iter().find(|(path, _)| *path == CATALOGUE_PATH).map(|(_, text)| *text);
        assert_eq!(found, Some(catalogue_text()));
        assert!(SOURCES.windows(2).all(|pair| pair[0].0 < pair[1].0), "paths are sorted and each stands once");
        assert_eq!(competency().diagnostics, [], "frameworks and standards are without problems");
        assert!(policy_texts().all(|(path, text)| path.ends_with(".toml") && text.contains("[policy]")));
    }
}
