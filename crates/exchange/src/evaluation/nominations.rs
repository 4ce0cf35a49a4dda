//! The table of nominations: who rates whom in which group.

use jenjang::evaluation::chart::Chart;
use jenjang::evaluation::nomination::{Approval, Nomination, NominationState, ProblemKind, review};
use jenjang::evaluation::scheme::Scheme;
use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Severity, Span};
use jenjang::policy::expression::suggest::nearest;

use super::{File, empty, has_width, typed};
use crate::table::{Cell, Column, Other, Problems, Reading, Rows, header, shorten};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Ratee,
    Rater,
    Group,
    State,
    Reason,
}

const COLUMNS: [Column<Key>; 5] = [
    Column { key: Key::Ratee, names: &["ratee", "dinilai", "yang-dinilai"], required: true },
    Column { key: Key::Rater, names: &["rater", "penilai"], required: true },
    Column { key: Key::Group, names: &["group", "kelompok"], required: true },
    Column { key: Key::State, names: &["state", "status"], required: false },
    Column { key: Key::Reason, names: &["reason", "alasan"], required: false },
];

/// Nominations in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nominations {
    /// The nominations.
    pub list: Vec<Nomination>,
    /// How often they miss the quotas of the scheme.
    pub quotas: Quotas,
}

/// How often raters miss the quotas of the scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quotas {
    /// Groups with fewer raters than they need, although there are more people.
    pub too_few: usize,
    /// Groups with fewer raters than they need, because there are no more people.
    pub nobody_left: usize,
    /// Groups with more raters than they take.
    pub too_many: usize,
}

/// Reads nominations: `ratee`, `rater`, `group`, if wanted `state` and `reason`.
///
/// A blank state is `approved`. Conflicts of interest, duplicates and unknown people are errors at their line; groups that miss their quota are notes.
pub fn read_nominations_csv(file: File<'_>, scheme: &Scheme, chart: &Chart) -> Reading<Nominations> {
    let mut problems = Problems::new(file.name);
    let Some(text) = problems.text(file.bytes) else { return Reading::new(None, problems.finish(file.bytes.len())) };
    let read = read(text, &mut problems).map(|(list, places)| {
        let quotas = check(scheme, chart, &list, &places, &mut problems);
        Nominations { list, quotas }
    });
    Reading::new(read, problems.finish(text.len()))
}

struct Places {
    ratee: Span,
    rater: Span,
    group: Span,
}

fn read(text: &str, problems: &mut Problems) -> Option<(Vec<Nomination>, Vec<Places>)> {
    let mut rows = Rows::new(text);
    let mut cells = Vec::new();
    let Some(place) = rows.next(&mut cells, problems) else {
        let expected = Label::new(
            "baris judul `ratee,rater,group` lalu satu baris tiap penunjukan",
            "a header `ratee,rater,group`, then a line for each nomination",
        );
        empty(problems, &expected);
        return None;
    };
    let columns = header(&cells, place, &COLUMNS, problems, |_, _| Other::Unused)?;
    let at = |key| columns.iter().position(|column| *column == Some(key));
    let (ratee, rater, group) = (at(Key::Ratee)?, at(Key::Rater)?, at(Key::Group)?);
    let (state, reason) = (at(Key::State), at(Key::Reason));
    let (mut list, mut places) = (Vec::new(), Vec::new());
    while let Some(place) = rows.next(&mut cells, problems) {
        if !has_width(&cells, columns.len(), place, problems) {
            continue;
        }
        let read = (typed(&cells[ratee], problems), typed(&cells[rater], problems), typed(&cells[group], problems));
        let reason = reason.map_or("", |at| &*cells[at].text);
        let state = match state {
            Some(at) => self::state(&cells[at], reason, problems),
            None => Some(NominationState::Approved { by: Approval::Unnamed }),
        };
        if let ((Some(who), Some(by), Some(code)), Some(state)) = (read, state) {
            list.push(Nomination::restore(who, by, code, state));
            places.push(Places { ratee: cells[ratee].span, rater: cells[rater].span, group: cells[group].span });
        }
    }
    Some((list, places))
}

const STATES: [&str; 5] = ["approved", "proposed", "refused", "declined", "conflict"];

fn state(cell: &Cell<'_>, reason: &str, problems: &mut Problems) -> Option<NominationState> {
    let reason = || reason.to_owned();
    match cell.text.to_lowercase().as_str() {
        "" | "approved" | "disetujui" => Some(NominationState::Approved { by: Approval::Unnamed }),
        "proposed" | "diusulkan" => Some(NominationState::Proposed),
        "refused" | "ditolak" => Some(NominationState::Refused { reason: reason() }),
        "declined" | "tidak bersedia" => Some(NominationState::Declined { reason: reason() }),
        "conflict" | "benturan kepentingan" => Some(NominationState::Conflict { reason: reason() }),
        word => {
            let found = shorten(&cell.text);
            let mut diagnostic = Diagnostic::error(
                "unknown-word",
                &problems.file,
                cell.span,
                Label::new(
                    format!(
                        "status penunjukan `{found}`, diharapkan `disetujui`, `diusulkan`, `ditolak`, `tidak bersedia` atau `benturan kepentingan`"
                    ),
                    format!("the state is `{found}`, expected `approved`, `proposed`, `refused`, `declined` or `conflict`"),
                ),
            );
            if let Some(near) = nearest(word, STATES.into_iter()) {
                diagnostic = diagnostic.with_help(Label::new(format!("maksudnya `{near}`?"), format!("did you mean `{near}`?")));
            }
            problems.add(diagnostic);
            None
        }
    }
}

/// Puts what the domain finds at its line.
fn check(scheme: &Scheme, chart: &Chart, list: &[Nomination], places: &[Places], problems: &mut Problems) -> Quotas {
    let mut quotas = Quotas::default();
    for problem in review(scheme, chart, list) {
        let Some(place) = problem.places.last().and_then(|at| places.get(*at)) else { continue };
        let (span, severity) = match &problem.kind {
            ProblemKind::UnknownGroup { .. } => (place.group, Severity::Error),
            ProblemKind::UnknownRatee { .. } => (place.ratee, Severity::Error),
            ProblemKind::TooFew { .. } if problem.severity() == Severity::Error => {
                quotas.too_few += 1;
                (place.ratee, Severity::Note)
            }
            ProblemKind::TooFew { .. } => {
                quotas.nobody_left += 1;
                (place.ratee, Severity::Note)
            }
            ProblemKind::TooMany { group, .. } => {
                quotas.too_many += 1;
                // one rater known by name cannot be two
                let named = scheme.group(group).is_some_and(|group| group.identified);
                (place.rater, if named { Severity::Error } else { Severity::Note })
            }
            _ => (place.rater, problem.severity()),
        };
        let mut diagnostic = Diagnostic::new(severity, problem.code(), &problems.file, span, problem.message());
        match &problem.kind {
            ProblemKind::Duplicate { .. } | ProblemKind::TwoGroups { .. } => {
                if let Some(first) = problem.places.first().and_then(|at| places.get(*at)) {
                    diagnostic = diagnostic.with_related(first.rater, Label::new("baris pertama", "the first line"));
                }
            }
            ProblemKind::UnknownGroup { group } => {
                let codes = || scheme.groups().iter().map(|group| group.code.as_str());
                diagnostic = diagnostic.with_help(match nearest(group.as_str(), codes()) {
                    Some(near) => Label::new(format!("maksudnya `{near}`?"), format!("did you mean `{near}`?")),
                    None => {
                        let all = codes().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
                        Label::new(format!("kelompok yang ada: {all}"), format!("the groups are {all}"))
                    }
                });
            }
            _ => {}
        }
        problems.add(diagnostic);
    }
    quotas
}

/// Nominations as a table that [`read_nominations_csv`] reads: `ratee,rater,group,state,reason`, with commas.
pub fn write_nominations_csv(list: &[Nomination]) -> String {
    let mut out = String::from("ratee,rater,group,state,reason\n");
    for nomination in list {
        let cells = [
            nomination.ratee().as_str(),
            nomination.rater().as_str(),
            nomination.group().as_str(),
            nomination.state().as_str(),
            nomination.state().reason().unwrap_or(""),
        ];
        out.push_str(&cells.map(quoted).join(","));
        out.push('\n');
    }
    out
}

/// A cell, in quotes where it needs them.
fn quoted(text: &str) -> String {
    let plain = !text.contains([',', ';', '\t', '"', '\n', '\r']) && text.trim() == text;
    if plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}
