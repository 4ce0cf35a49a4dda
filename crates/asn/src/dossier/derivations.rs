//! One function a fact.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use jenjang::people::id::RatingCode;
use jenjang::people::record::{CreditLine, CreditRecord, DisciplineRecord, PositionRecord, Spell};
use jenjang::people::{CivilServant, Event, History, Register, View};
use jenjang::period::{DateRounding, add_months};
use jenjang::policy::catalogue::Fact;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Found, Gathering, Place, Raw, Superior};
use crate::codes::{Employment, Exam, PositionKind, SanctionLevel, Tier, UnknownCode};

/// How a fact follows from the histories.
type Derivation = for<'a> fn(&Gathering<'a>, &Fact) -> Found<'a>;

/// Every fact that follows from histories.
pub(super) const DERIVATIONS: &[(&str, Derivation)] = &[
    ("birth date", birth_date),
    ("sex", sex),
    ("employment", employment),
    ("civil servant.since", civil_servant_since),
    ("grade", |g, _| grade(g.person, g.view, false)),
    ("grade.since", |g, _| grade(g.person, g.view, true)),
    ("superior.grade", superior_grade),
    ("position.kind", |g, _| held(g, |p| Found::code(p.kind.as_str(), place(p)))),
    ("position.since", |g, _| held(g, |p| Found::value(p.since, [place(p)]))),
    ("position.echelon", |g, _| held(g, echelon)),
    ("tier", |g, _| held(g, tier)),
    ("tier.since", tier_since),
    ("position before.kind", position_before),
    ("study duty", |g, _| running(&g.person.registers().study_duty, g.view)),
    ("seconded", |g, _| running(&g.person.registers().secondments, g.view)),
    ("suspended", |g, _| running(&g.person.registers().suspensions, g.view)),
    ("experience.pelaksana", |g, _| experience(g, |p| is_kind(p, PositionKind::Pelaksana))),
    ("experience.pengawas", |g, _| experience(g, |p| is_kind(p, PositionKind::Pengawas))),
    ("experience.administrator", |g, _| experience(g, |p| is_kind(p, PositionKind::Administrator))),
    ("experience.jpt-pratama", |g, _| experience(g, |p| is_kind(p, PositionKind::JptPratama))),
    ("experience.jpt-madya", |g, _| experience(g, |p| is_kind(p, PositionKind::JptMadya))),
    ("experience.ahli-madya", |g, _| experience(g, |p| is_tier(p, Tier::AhliMadya))),
    ("experience.ahli-utama", |g, _| experience(g, |p| is_tier(p, Tier::AhliUtama))),
    ("education.level", education),
    ("rating", rating),
    ("credit.held", |g, _| credit(g, |_| true)),
    ("credit.base", |g, _| credit(g, |r| r.line == CreditLine::Base)),
    ("credit.former", |g, _| credit(g, |r| r.line == CreditLine::Former)),
    ("credit.adjustment", |g, _| credit(g, |r| r.line == CreditLine::Adjustment)),
    ("credit.education", |g, _| credit(g, |r| r.line == CreditLine::Education)),
    ("credit.conversion", credit_conversion),
    ("sanction.level", |g, _| sanction(g, |s| Found::code(s.level.as_str(), place(s)))),
    ("sanction.type", |g, _| sanction(g, |s| s.sanction.as_ref().map_or(Found::Missing, |kind| Found::code(kind.as_str(), place(s))))),
    ("sanction.since", |g, _| sanction(g, |s| Found::value(s.since, [place(s)]))),
    ("sanction.end", |g, _| sanction(g, |s| s.last_day.map_or(Found::NotApplicable, |last| Found::value(last, [place(s)])))),
    ("sanction.heaviest", heaviest_sanction),
    ("examination.level", examination),
    ("appeal pending", |g, _| running(&g.person.registers().objections, g.view)),
    ("service exam.first", |g, _| exam(g, Exam::ServiceFirst)),
    ("service exam.second", |g, _| exam(g, Exam::ServiceSecond)),
    ("new diploma.exam passed", |g, _| exam(g, Exam::DiplomaAdjustment)),
    ("leadership training", leadership),
    ("learning hours", learning_hours),
    ("certificates", certificates),
];

/// Months that do not have the day count from the first of the next: nobody is credited with a day not served.
const ROUNDING: DateRounding = DateRounding::FirstDayOfNextMonth;

fn place<T: Event>(event: &T) -> Place<'_> {
    Place { day: event.since(), decree: event.decree() }
}

fn birth_date<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let from_number = || g.person.number().map(|number| number.birth_date());
    g.person.birth_date().or_else(from_number).map_or(Found::Missing, |day| Found::value(day, []))
}

fn sex<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let from_number = || g.person.number().map(|number| number.sex());
    g.person.sex().or_else(from_number).map_or(Found::Missing, |sex| Found::Known(Raw::Code(sex.as_str()), Vec::new()))
}

fn employment<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let latest = g.person.registers().employments.consulted().and_then(|history| history.latest(g.view));
    latest.map_or(Found::Missing, |record| Found::code(record.status.as_str(), place(record)))
}

/// Service before the appointment (*CPNS*) is not service as a civil servant.
fn civil_servant_since<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let Some(history) = g.person.registers().employments.consulted() else { return Found::Missing };
    let first = history.visible(g.view).find(|record| record.status.as_str() == Employment::Pns.as_str());
    first.map_or(Found::NotApplicable, |record| Found::value(record.since, [place(record)]))
}

fn grade(person: &CivilServant, view: View, since: bool) -> Found<'_> {
    let Some(history) = person.registers().grades.consulted() else { return Found::Missing };
    match history.latest(view) {
        None => Found::Nothing,
        Some(record) if since => Found::value(record.since, [place(record)]),
        Some(record) => Found::code(record.grade.as_str(), place(record)),
    }
}

fn superior_grade<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    match g.superior {
        Superior::Unknown => Found::Missing,
        Superior::None => Found::NotApplicable,
        Superior::Known(superior) => grade(superior, g.view, false),
    }
}

fn positions<'a>(g: &Gathering<'a>) -> Option<&'a History<PositionRecord>> {
    g.person.registers().positions.consulted()
}

fn held<'a>(g: &Gathering<'a>, read: fn(&'a PositionRecord) -> Found<'a>) -> Found<'a> {
    let Some(history) = positions(g) else { return Found::Missing };
    history.held(g.view).map_or(Found::NotApplicable, read)
}

fn is_kind(position: &PositionRecord, kind: PositionKind) -> bool {
    position.kind.as_str() == kind.as_str()
}

fn is_tier(position: &PositionRecord, tier: Tier) -> bool {
    is_kind(position, PositionKind::Functional) && position.tier.as_ref().is_some_and(|held| held.as_str() == tier.as_str())
}

/// General staff and functional posts have no echelon; a structural post without one was recorded incompletely.
fn echelon(position: &PositionRecord) -> Found<'_> {
    match &position.echelon {
        Some(echelon) => Found::code(echelon.as_str(), place(position)),
        None if is_kind(position, PositionKind::Pelaksana) || is_kind(position, PositionKind::Functional) => Found::NotApplicable,
        None => Found::Missing,
    }
}

/// Only functional posts have a tier; one without was recorded incompletely.
fn tier(position: &PositionRecord) -> Found<'_> {
    match &position.tier {
        _ if !is_kind(position, PositionKind::Functional) => Found::NotApplicable,
        Some(tier) => Found::code(tier.as_str(), place(position)),
        None => Found::Missing,
    }
}

/// Unbroken time in the tier; another post of the same tier does not break it.
fn tier_since<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let Some(history) = positions(g) else { return Found::Missing };
    let Some(held) = history.held(g.view) else { return Found::NotApplicable };
    if !is_kind(held, PositionKind::Functional) {
        return Found::NotApplicable;
    }
    let Some(tier) = &held.tier else { return Found::Missing };
    let tenure = history.tenure(g.view, |p| is_kind(p, PositionKind::Functional) && p.tier.as_ref() == Some(tier));
    // on its first day a position has no tenure yet
    let since = tenure.unbroken_since(g.view.as_of).unwrap_or(held.since);
    Found::value(since, [Place { day: since, decree: held.decree.as_ref().filter(|_| since == held.since) }])
}

/// The post held on the eve of the study duty or secondment that is running.
fn position_before<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let registers = g.person.registers();
    let (Some(study), Some(seconded)) = (registers.study_duty.consulted(), registers.secondments.consulted()) else {
        return Found::Missing;
    };
    let Some(away) = study.running(g.view).chain(seconded.running(g.view)).map(|spell| spell.since).min() else {
        return Found::NotApplicable;
    };
    match (away.pred_opt(), positions(g)) {
        (Some(eve), Some(history)) => {
            let before = history.held(View { as_of: eve, ..g.view });
            before.map_or(Found::NotApplicable, |p| Found::code(p.kind.as_str(), place(p)))
        }
        _ => Found::Missing,
    }
}

fn running<'a>(register: &'a Register<Spell>, view: View) -> Found<'a> {
    let Some(history) = register.consulted() else { return Found::Missing };
    let spells: Vec<Place<'a>> = history.running(view).map(place).collect();
    Found::value(!spells.is_empty(), spells)
}

/// The first code that is not of its list. What is summed over all records cannot be known while one of them cannot be read.
fn unreadable<'a, T: FromStr<Err = UnknownCode>>(codes: impl IntoIterator<Item = &'a str>) -> Option<Found<'a>> {
    codes.into_iter().find_map(|code| code.parse::<T>().err().map(|unknown| Found::Unreadable { code, list: unknown.list }))
}

/// Cumulative years, overlaps once, cut to two places so that a term is never reached early.
fn experience<'a>(g: &Gathering<'a>, counts: fn(&PositionRecord) -> bool) -> Found<'a> {
    let Some(history) = positions(g) else { return Found::Missing };
    let kinds = history.visible(g.view).map(|p| p.kind.as_str());
    let tiers = history.visible(g.view).filter_map(|p| p.tier.as_ref()).map(|tier| tier.as_str());
    if let Some(found) = unreadable::<PositionKind>(kinds).or_else(|| unreadable::<Tier>(tiers)) {
        return found;
    }
    let months = history.tenure(g.view, counts).length(ROUNDING).whole_months();
    let years = (Decimal::from(months) / Decimal::from(12)).round_dp_with_strategy(2, RoundingStrategy::ToZero);
    let places: Vec<Place<'a>> = history.holdings(g.view).into_iter().filter(|h| counts(h.position)).map(|h| place(h.position)).collect();
    Found::value(years, places)
}

/// The highest level recognised by the day asked about.
fn education<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let Some(history) = g.person.registers().education.consulted() else { return Found::Missing };
    let recognised = history.visible(g.view).filter(|record| record.recognised.is_some_and(|day| day <= g.view.as_of));
    highest(recognised.map(|record| (record.level.as_str(), place(record))))
}

fn highest<'a>(records: impl Iterator<Item = (&'a str, Place<'a>)>) -> Found<'a> {
    let (codes, places): (Vec<_>, Vec<_>) = records.unzip();
    if codes.is_empty() { Found::Nothing } else { Found::Known(Raw::Highest(codes), places) }
}

/// The labels of the whole years before the day asked about, newest first: as many as the catalogue's list holds, none left out. A year
/// without a label is a missing item; years before the person entered service are not listed.
fn rating<'a>(g: &Gathering<'a>, fact: &Fact) -> Found<'a> {
    let Some(history) = g.person.registers().performance.consulted() else { return Found::Missing };
    let labels: BTreeMap<i32, (&'a RatingCode, Place<'a>)> =
        history.visible(g.view).map(|record| (record.year, (&record.label, place(record)))).collect();
    let length = match fact.ty {
        Type::List { max: Some(max), .. } => i32::try_from(max).unwrap_or(i32::MAX),
        _ => 5,
    };
    let last = g.view.as_of.year() - 1;
    let earliest_label = labels.keys().next().copied();
    // the year of entry is listed only if it was rated: it need not have been
    let first =
        entry(g).map_or(i32::MIN, |day| day.year() + 1).min(earliest_label.unwrap_or(i32::MAX)).max(last.saturating_sub(length - 1));
    let years = (first..=last).rev();
    let codes = years.clone().map(|year| labels.get(&year).map(|(label, _)| label.as_str())).collect();
    let places = years.filter_map(|year| labels.get(&year).map(|(_, place)| *place)).collect();
    Found::Known(Raw::Codes(codes), places)
}

/// The day the person entered service, as far as the record says and the view shows.
fn entry(g: &Gathering<'_>) -> Option<NaiveDate> {
    let employments = g.person.registers().employments.consulted();
    let first_status = || employments.and_then(|history| history.visible(g.view).next()).map(Event::since);
    g.person.appointed().filter(|day| *day <= g.view.as_of).or_else(first_status)
}

/// The lines assessed in the tier that is held.
fn credit_lines<'a>(g: &Gathering<'a>) -> Result<Vec<&'a CreditRecord>, Found<'a>> {
    let (Some(positions), Some(credit)) = (positions(g), g.person.registers().credit.consulted()) else { return Err(Found::Missing) };
    let Some(held) = positions.held(g.view).filter(|held| is_kind(held, PositionKind::Functional)) else {
        return Err(Found::NotApplicable);
    };
    let Some(tier) = &held.tier else { return Err(Found::Missing) };
    if let Some(found) = unreadable::<Tier>(credit.visible(g.view).map(|line| line.tier.as_str())) {
        return Err(found);
    }
    Ok(credit.visible(g.view).filter(|line| line.tier == *tier).collect())
}

fn credit<'a>(g: &Gathering<'a>, counts: fn(&CreditRecord) -> bool) -> Found<'a> {
    match credit_lines(g) {
        Err(found) => found,
        Ok(lines) => {
            let counted: Vec<_> = lines.into_iter().filter(|line| counts(line)).collect();
            let sum = counted.iter().try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line.points));
            sum.map_or(Found::Missing, |sum| Found::value(sum, counted.into_iter().map(place)))
        }
    }
}

fn credit_conversion<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    match credit_lines(g) {
        Err(found) => found,
        Ok(lines) => {
            let converted: Vec<_> = lines.into_iter().filter(|line| line.line == CreditLine::Conversion).collect();
            let points = Value::List(converted.iter().map(|line| Value::Number(line.points)).collect());
            Found::value(points, converted.into_iter().map(place))
        }
    }
}

/// The sanction that matters: one in force before others, then one above the lightest level, then the latest.
///
/// In force is a sanction whose term has not ended; one above the lightest level that has no recorded end is in force too. A later light
/// warning thus never hides a severe sanction from a rule that looks back.
fn sanction<'a>(g: &Gathering<'a>, read: fn(&'a DisciplineRecord) -> Found<'a>) -> Found<'a> {
    let Some(history) = g.person.registers().discipline.consulted() else { return Found::Missing };
    let day = g.view.as_of;
    let weight = |record: &DisciplineRecord| {
        // an unknown level weighs most, so that it is noticed instead of passed over
        let level = record.level.as_str().parse::<SanctionLevel>().map_or(u8::MAX, |level| level as u8);
        let heavy = level != SanctionLevel::Light as u8;
        let in_force = record.last_day.map_or(heavy, |last| day <= last);
        let reach = record.last_day.unwrap_or(if in_force { NaiveDate::MAX } else { record.since });
        (in_force, heavy, reach, level, record.since)
    };
    history.visible(g.view).max_by_key(|record| weight(record)).map_or(Found::Nothing, read)
}

/// The highest level ever imposed.
fn heaviest_sanction<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let Some(history) = g.person.registers().discipline.consulted() else { return Found::Missing };
    highest(history.visible(g.view).map(|record| (record.level.as_str(), place(record))))
}

fn examination<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let Some(history) = g.person.registers().examinations.consulted() else { return Found::Missing };
    highest(history.running(g.view).map(|record| (record.level.as_str(), place(record))))
}

fn exam<'a>(g: &Gathering<'a>, exam: Exam) -> Found<'a> {
    let Some(history) = g.person.registers().exams.consulted() else { return Found::Missing };
    let passed = history.visible(g.view).rfind(|record| record.passed && record.exam.as_str() == exam.as_str());
    Found::value(passed.is_some(), passed.map(place))
}

fn leadership<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let Some(history) = g.person.registers().leadership.consulted() else { return Found::Missing };
    highest(history.visible(g.view).map(|record| (record.training.as_str(), place(record))))
}

/// Hours completed in the twelve months that end with the day asked about.
fn learning_hours<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let Some(history) = g.person.registers().learning.consulted() else { return Found::Missing };
    let Some(start) = add_months(g.view.as_of, -12, DateRounding::LastDayOfMonth) else { return Found::Missing };
    let recent: Vec<_> = history.visible(g.view).filter(|record| record.completed > start).collect();
    let sum = recent.iter().try_fold(Decimal::ZERO, |sum, record| sum.checked_add(record.hours));
    sum.map_or(Found::Missing, |sum| Found::value(sum, recent.into_iter().map(place)))
}

fn certificates<'a>(g: &Gathering<'a>, _: &Fact) -> Found<'a> {
    let Some(history) = g.person.registers().certificates.consulted() else { return Found::Missing };
    let valid: Vec<_> = history.running(g.view).collect();
    let mut codes: Vec<&str> = valid.iter().map(|record| record.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    Found::Known(Raw::Codes(codes.into_iter().map(Some).collect()), valid.into_iter().map(place).collect())
}
