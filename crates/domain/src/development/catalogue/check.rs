//! What can be wrong with a provider, a course, a session: every problem with the field it stands in, in both languages.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Course, CourseSession, Provider};
use crate::development::forms::Forms;
use crate::legal::Label;
use crate::policy::expression::suggest::nearest;

/// The most seats of a session.
const MOST_SEATS: u32 = 100_000;

/// The most a session may cost, a million million rupiah: more is a slip of the pen.
const MOST_COST: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);

/// The most of a course, in the unit of its form.
const MOST_AMOUNT: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// The most days from the first to the last of a session: five years, the longest study.
const MOST_DAYS: i64 = 1_830;

/// The highest level of a competency.
const HIGHEST_LEVEL: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// Where a problem stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Name of a provider, title of a course.
    Name,
    /// Number of an agreement.
    Agreement,
    /// Last day of an agreement.
    Until,
    /// Form of development.
    Form,
    /// Amount in the unit of the form.
    Amount,
    /// Provider of a course.
    Provider,
    /// What a course leads to.
    LeadsTo,
    /// Course of a session.
    Course,
    /// First day.
    First,
    /// Last day.
    Last,
    /// Place.
    Place,
    /// Seats.
    Capacity,
    /// Cost, whoever comes.
    FixedCost,
    /// Cost of each participant.
    CostEach,
    /// Last day of enrolment.
    EnrolUntil,
}

/// Something wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code.
    pub code: &'static str,
    /// Where.
    pub field: Field,
    /// The sentence.
    pub message: Label,
}

fn problem(code: &'static str, field: Field, id: impl Into<Arc<str>>, en: impl Into<Arc<str>>) -> Problem {
    Problem { code, field, message: Label::new(id, en) }
}

/// What is wrong with a provider.
pub fn check_provider(provider: &Provider) -> Vec<Problem> {
    let mut found = Vec::new();
    let id = &provider.id;
    if provider.name.trim().is_empty() {
        found.push(problem(
            "name-blank",
            Field::Name,
            format!("nama penyelenggara `{id}` kosong, diharapkan teks"),
            format!("the name of provider `{id}` is blank, expected text"),
        ));
    }
    let mut numbers = BTreeSet::new();
    for agreement in &provider.agreements {
        let number = agreement.number.trim();
        if number.is_empty() {
            found.push(problem(
                "agreement-blank",
                Field::Agreement,
                format!("nomor perjanjian penyelenggara `{id}` kosong, diharapkan teks"),
                format!("the number of an agreement with `{id}` is blank, expected text"),
            ));
        } else if !numbers.insert(number) {
            found.push(problem(
                "agreement-twice",
                Field::Agreement,
                format!("perjanjian `{number}` dengan `{id}` disebut dua kali, diharapkan sekali"),
                format!("agreement `{number}` with `{id}` is named twice, expected once"),
            ));
        }
        if agreement.last_day < agreement.since {
            found.push(problem(
                "agreement-days",
                Field::Until,
                format!("perjanjian `{number}` berakhir {} sebelum mulai {}", agreement.last_day, agreement.since),
                format!("agreement `{number}` ends on {} before it begins on {}", agreement.last_day, agreement.since),
            ));
        }
    }
    found
}

/// What is wrong with a course; `provider` is the one it names, where there is one.
pub fn check_course(course: &Course, provider: Option<&Provider>, forms: &Forms) -> Vec<Problem> {
    let mut found = Vec::new();
    let id = &course.id;
    if course.title.id.trim().is_empty() || course.title.en.trim().is_empty() {
        found.push(problem(
            "title-blank",
            Field::Name,
            format!("judul pelatihan `{id}` kosong, diharapkan teks"),
            format!("the title of course `{id}` is blank, expected text"),
        ));
    }
    if provider.is_none() {
        let named = &course.provider;
        found.push(problem(
            "provider-unknown",
            Field::Provider,
            format!("penyelenggara `{named}` dari pelatihan `{id}` tidak ada dalam katalog"),
            format!("provider `{named}` of course `{id}` is not in the catalogue"),
        ));
    }
    found.extend(form_and_amount(course, forms));
    let mut named = BTreeSet::new();
    for to in &course.leads_to {
        let code = &to.competency;
        if to.level <= Decimal::ZERO || to.level > HIGHEST_LEVEL {
            found.push(problem(
                "level-out-of-range",
                Field::LeadsTo,
                format!("pelatihan `{id}` membawa kompetensi `{code}` ke level {}, diharapkan lebih dari 0 sampai 5", to.level),
                format!("course `{id}` leads to level {} of `{code}`, expected above 0 and up to 5", to.level),
            ));
        }
        if !named.insert((&to.framework, code)) {
            found.push(problem(
                "competency-twice",
                Field::LeadsTo,
                format!("pelatihan `{id}` menyebut kompetensi `{code}` dua kali, diharapkan sekali"),
                format!("course `{id}` names competency `{code}` twice, expected once"),
            ));
        }
    }
    found
}

fn form_and_amount(course: &Course, forms: &Forms) -> Vec<Problem> {
    let mut found = Vec::new();
    let (id, amount) = (&course.id, course.amount);
    let form = forms.get(&course.form);
    if form.is_none() {
        let given = &course.form;
        let near = nearest(given, forms.all().iter().map(|form| &*form.code));
        let (maybe_id, maybe_en) =
            near.map_or_else(Default::default, |near| (format!("; mungkin `{near}`?"), format!("; perhaps `{near}`?")));
        found.push(problem(
            "form-unknown",
            Field::Form,
            format!("bentuk `{given}` dari pelatihan `{id}` tidak dikenal, diharapkan kode seperti B3 atau C11{maybe_id}"),
            format!("unknown form `{given}` of course `{id}`, expected a code such as B3 or C11{maybe_en}"),
        ));
    }
    let whole = form.is_some_and(|form| form.unit.is_some() && !form.rule(course.abroad).divisible);
    if amount <= Decimal::ZERO || amount > MOST_AMOUNT {
        found.push(problem(
            "amount-out-of-range",
            Field::Amount,
            format!("banyaknya pada pelatihan `{id}` {amount}, diharapkan lebih dari 0 sampai {MOST_AMOUNT}"),
            format!("the amount of course `{id}` is {amount}, expected above 0 and up to {MOST_AMOUNT}"),
        ));
    } else if whole && !amount.fract().is_zero() {
        let unit = form.and_then(|form| form.unit.as_ref()).map(|unit| unit.label.clone()).unwrap_or_default();
        found.push(problem(
            "amount-not-whole",
            Field::Amount,
            format!("banyaknya pada pelatihan `{id}` {amount} {}, diharapkan bilangan bulat", unit.id),
            format!("the amount of course `{id}` is {amount} (unit: {}), expected a whole number", unit.en),
        ));
    }
    found
}

/// What is wrong with a session; `course` is the one it names and `provider` that course's, where there are any.
pub fn check_session(session: &CourseSession, course: Option<&Course>, provider: Option<&Provider>) -> Vec<Problem> {
    let mut found = Vec::new();
    let (id, first, last) = (&session.id, session.first, session.last);
    match course {
        None => found.push(problem(
            "course-unknown",
            Field::Course,
            format!("pelatihan `{}` dari jadwal `{id}` tidak ada dalam katalog", session.course),
            format!("course `{}` of session `{id}` is not in the catalogue", session.course),
        )),
        Some(course) if course.retired => found.push(problem(
            "course-retired",
            Field::Course,
            format!("pelatihan `{}` dari jadwal `{id}` tidak ditawarkan lagi", course.id),
            format!("course `{}` of session `{id}` is no longer offered", course.id),
        )),
        Some(_) => {}
    }
    if last < first {
        found.push(problem(
            "last-before-first",
            Field::Last,
            format!("hari terakhir {last} jadwal `{id}` sebelum hari pertama {first}"),
            format!("the last day {last} of session `{id}` is before its first day {first}"),
        ));
    } else if (last - first).num_days() > MOST_DAYS {
        found.push(problem(
            "session-too-long",
            Field::Last,
            format!("jadwal `{id}` berlangsung dari {first} sampai {last}, diharapkan paling lama {MOST_DAYS} hari"),
            format!("session `{id}` lasts from {first} to {last}, expected at most {MOST_DAYS} days"),
        ));
    } else if let Some((provider, day)) = provider.and_then(|provider| Some((provider, provider.unbound_day(first, last)?))) {
        let of = &provider.id;
        found.push(problem(
            "no-agreement",
            Field::First,
            format!(
                "pada {day} tidak berlaku perjanjian dengan penyelenggara `{of}`, padahal jadwal `{id}` berlangsung {first} sampai {last}"
            ),
            format!("no agreement with provider `{of}` holds on {day}, but session `{id}` lasts from {first} to {last}"),
        ));
    }
    if session.enrol_until > first {
        found.push(problem(
            "enrolment-after-first",
            Field::EnrolUntil,
            format!("pendaftaran jadwal `{id}` ditutup {}, sesudah hari pertama {first}", session.enrol_until),
            format!("enrolment in session `{id}` closes on {}, after its first day {first}", session.enrol_until),
        ));
    }
    if session.place.trim().is_empty() {
        found.push(problem(
            "place-blank",
            Field::Place,
            format!("tempat jadwal `{id}` kosong, diharapkan teks"),
            format!("the place of session `{id}` is blank, expected text"),
        ));
    }
    if session.capacity == 0 || session.capacity > MOST_SEATS {
        found.push(problem(
            "capacity-out-of-range",
            Field::Capacity,
            format!("jadwal `{id}` mempunyai {} tempat duduk, diharapkan 1 sampai {MOST_SEATS}", session.capacity),
            format!("session `{id}` has {} seats, expected 1 to {MOST_SEATS}", session.capacity),
        ));
    }
    for (field, cost) in [(Field::FixedCost, session.fixed_cost), (Field::CostEach, session.cost_each)] {
        if cost < Decimal::ZERO || cost > MOST_COST {
            found.push(problem(
                "cost-out-of-range",
                field,
                format!("biaya jadwal `{id}` {cost} rupiah, diharapkan 0 sampai {MOST_COST}"),
                format!("session `{id}` costs {cost} rupiah, expected 0 to {MOST_COST}"),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests;
