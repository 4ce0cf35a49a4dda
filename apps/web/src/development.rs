//! An employee's development: needs, plan, hours, courses, mentoring, places, studies, certificates; and what a superior approves.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::routing::{get, post};
use jenjang::Decimal;
use jenjang::development::enrolment::EnrolmentState;
use jenjang::legal::Language;
use jenjang::number::format_decimal;
use jenjang::people::id::PersonId;
use jenjang_policy_files::CompetencyLibrary;
use jenjang_service::development::LearningRules;
use jenjang_service::needs::NeedLibrary;
use jenjang_service::studies::StudyRules;

use crate::format;
use crate::state::{App, facts};

mod approvals;
pub(crate) mod certificates;
mod enrolments;
mod hours;
pub(crate) mod mentoring;
mod overview;
pub(crate) mod places;
mod plan;
mod sessions;
pub(crate) mod studies;
mod wishes;

pub(crate) use overview::plan_tag;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/development", get(overview::show))
        .route("/development/hours", get(hours::show))
        .route("/development/sessions", get(sessions::list).post(sessions::enrol_in))
        .route("/development/enrolments", get(enrolments::list).post(enrolments::withdraw))
        .route("/development/wishes", get(wishes::list).post(wishes::add))
        .route("/development/wishes/withdraw", post(wishes::withdraw))
        .route("/development/plan", get(plan::own).post(plan::add))
        .route("/development/plan/remove", post(plan::remove))
        .route("/development/plan/agree", post(plan::agree))
        .route("/development/plan/close", post(plan::close))
        .route("/development/people/{person}/plan", get(plan::of))
        .route("/development/mentoring", get(mentoring::list))
        .route("/development/mentoring/wish", post(mentoring::programmes::wish))
        .route("/development/mentoring/withdraw", post(mentoring::programmes::withdraw))
        .route("/development/mentoring/meet", post(mentoring::meeting))
        .route("/development/mentoring/goals", post(mentoring::goals))
        .route("/development/mentoring/conflict", post(mentoring::conflict))
        .route("/development/mentoring/review", post(mentoring::review))
        .route("/development/places", get(places::list).post(places::apply))
        .route("/development/places/break-off", post(places::give_up))
        .route("/development/studies", get(studies::list).post(studies::request))
        .route("/development/approvals", get(approvals::list))
        .route("/development/approvals/enrolment", post(approvals::decide))
        .route("/development/certificates", get(certificates::list))
        .route("/development/certificates/{id}", get(certificates::show))
        .route("/development/certificates/{id}/file", get(certificates::file))
}

static COMPETENCY: LazyLock<CompetencyLibrary> = LazyLock::new(jenjang_asn::competency);

/// Frameworks and standards that came with the program.
pub(crate) fn competency() -> &'static CompetencyLibrary {
    &COMPETENCY
}

/// What needs are computed by.
pub(crate) fn needs(app: &App) -> NeedLibrary<'_> {
    NeedLibrary { shipped: &app.shipped, policies: &jenjang_asn::NEED_POLICIES, competency: competency() }
}

/// What forms of development are worth.
pub(crate) fn rules(app: &App) -> LearningRules<'_> {
    LearningRules { shipped: &app.shipped, policies: &jenjang_asn::FORM_POLICIES }
}

/// What decides on study assignments.
pub(crate) fn study_rules(app: &App) -> StudyRules<'_> {
    StudyRules { shipped: &app.shipped, policies: &jenjang_asn::STUDY_POLICIES, gatherer: &facts }
}

/// `1.234,5` in Indonesian, `1,234.5` in English.
pub(crate) fn number(value: Decimal, language: Language) -> String {
    let plain = format_decimal(value.normalize());
    let (sign, digits) = plain.strip_prefix('-').map_or(("", &*plain), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let (group, point) = if language == Language::Id { ('.', ',') } else { (',', '.') };
    let mut shown = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(group);
        }
        shown.push(digit);
    }
    if !part.is_empty() {
        shown.push(point);
        shown.push_str(part);
    }
    shown
}

/// `Rp5.000.000`
pub(crate) fn money(value: Decimal, language: Language) -> String {
    format!("Rp{}", number(value, language))
}

/// A text as one part of an address.
pub(crate) fn segment(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            shown.push(char::from(byte));
        } else {
            shown.push_str(&format!("%{byte:02X}"));
        }
    }
    shown
}

/// What an activity is called, without the id of the mentoring pair that tells meetings of one day apart.
pub(crate) fn titled<'t>(title: &'t str, person: &PersonId) -> &'t str {
    let Some((name, pair)) = title.strip_suffix(')').and_then(|title| title.rsplit_once(" (")) else { return title };
    // PROGRAMME/PERSON, with a number behind where there were pairs before
    let of_person = format!("/{person}");
    if pair.ends_with(&of_person) || pair.contains(&format!("{of_person}/")) { name } else { title }
}

/// How something stands: a word, a sign and a colour, never the colour alone.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    /// Class in the style sheet.
    pub(crate) class: &'static str,
    /// A sign that is seen.
    pub(crate) sign: &'static str,
    /// What is read.
    pub(crate) word: String,
}

impl Tag {
    pub(crate) fn good(word: &str) -> Tag {
        Tag { class: "met", sign: "✓", word: format::capitalised(word) }
    }

    pub(crate) fn bad(word: &str) -> Tag {
        Tag { class: "not-met", sign: "✕", word: format::capitalised(word) }
    }

    pub(crate) fn open(word: &str) -> Tag {
        Tag { class: "unknown", sign: "…", word: format::capitalised(word) }
    }

    pub(crate) fn aside(word: &str) -> Tag {
        Tag { class: "aside", sign: "–", word: format::capitalised(word) }
    }

    pub(crate) fn of_enrolment(state: &EnrolmentState, language: Language) -> Tag {
        let label = state.label();
        let word = label.get(language);
        match state {
            EnrolmentState::Seated { .. } | EnrolmentState::Attended { .. } => Tag::good(word),
            EnrolmentState::Requested | EnrolmentState::Waiting { .. } => Tag::open(word),
            EnrolmentState::Refused { .. } | EnrolmentState::Absent { .. } => Tag::bad(word),
            EnrolmentState::Withdrawn { .. } | EnrolmentState::CalledOff { .. } => Tag::aside(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_mentoring_pair_is_no_part_of_a_title() {
        let person: PersonId = "p1".parse().unwrap();
        for (title, shown) in [
            ("Mentoring (mentoring-2026/p1)", "Mentoring"),
            ("Mentoring (II) (mentoring-2026/p1/2)", "Mentoring (II)"),
            ("Mentoring (mentoring-2026/p12)", "Mentoring (mentoring-2026/p12)"),
            ("Bimtek (daring)", "Bimtek (daring)"),
            ("Bimtek", "Bimtek"),
        ] {
            assert_eq!(titled(title, &person), shown);
        }
    }

    #[test]
    fn numbers_are_written_as_readers_of_the_language_write_them() {
        for (text, id, en) in [
            ("0", "0", "0"),
            ("12.50", "12,5", "12.5"),
            ("1234567.25", "1.234.567,25", "1,234,567.25"),
            ("-1000", "-1.000", "-1,000"),
            ("100000", "100.000", "100,000"),
        ] {
            let value: Decimal = text.parse().unwrap();
            assert_eq!((number(value, Language::Id), number(value, Language::En)), (id.to_owned(), en.to_owned()));
        }
        assert_eq!(money(Decimal::from(5_000_000), Language::Id), "Rp5.000.000");
    }
}
