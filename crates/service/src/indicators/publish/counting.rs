//! Counting people by group and outcome.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use jenjang::development::catalogue::CourseSession;
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::indicator::{Dimension, ReportingPeriod};
use jenjang::legal::Label;
use jenjang::people::civil_servant::Sex;
use jenjang::people::id::{PersonId, RoundId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::promotion::{OutcomeKind, Stage};
use jenjang::record::RecordFilter;
use jenjang::store::{Page, Transaction};
use jenjang_policy_files::Library;

use super::Outcome;
use crate::error::ServiceError;
use crate::indicators::calculations::Data;
use crate::indicators::calculations::learning::{Duty, DutyOfYear, everybody};
use crate::promotion::Gatherer;
use crate::records;

/// People read at once.
const BATCH: usize = 1_000;

/// Counts by group, one for each column.
pub(super) struct Counted {
    pub(super) title: Label,
    pub(super) columns: Vec<Label>,
    pub(super) rows: BTreeMap<Label, Vec<u64>>,
}

impl Counted {
    fn new(title: Label, columns: Vec<Label>) -> Counted {
        Counted { title, columns, rows: BTreeMap::new() }
    }

    fn add(&mut self, group: Label, column: usize) {
        let width = self.columns.len();
        if let Some(cell) = self.rows.entry(group).or_insert_with(|| vec![0; width]).get_mut(column) {
            *cell += 1;
        }
    }
}

pub(super) async fn count(
    tx: &mut dyn Transaction,
    outcome: &Outcome,
    by: &[Dimension],
    units: Option<&BTreeSet<UnitId>>,
    library: &Library,
    gatherer: &dyn Gatherer,
    today: NaiveDate,
) -> Result<Counted, ServiceError> {
    let names: BTreeMap<UnitId, Label> = tx.people().units().await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let groups = Groups { by, names: &names };
    match outcome {
        Outcome::Decisions(round) => decisions(tx, round, &groups, units).await,
        Outcome::Learning(period) => {
            over(*period, today)?;
            let data = Data { library, needs: None, gatherer, units, scope: None, policy: None, of: None, period: *period, today };
            learning(tx, &groups, &data).await
        }
        Outcome::Training(period) => {
            over(*period, today)?;
            training(tx, *period, &groups, units).await
        }
    }
}

fn over(period: ReportingPeriod, today: NaiveDate) -> Result<(), ServiceError> {
    let last = period.last_day();
    if today > last {
        return Ok(());
    }
    Err(ServiceError::refused(
        "period-not-over",
        Label::new(
            format!("periode `{period}` baru berakhir {last}, sekarang {today}"),
            format!("period `{period}` ends on {last} only, today is {today}"),
        ),
    ))
}

/// How people are put into groups.
struct Groups<'a> {
    by: &'a [Dimension],
    names: &'a BTreeMap<UnitId, Label>,
}

impl Groups<'_> {
    /// The group of a person; of somebody who was erased only that nothing is known.
    fn of(&self, file: Option<&PersonFile>) -> Label {
        if self.by.is_empty() {
            return Label::new("semua", "everybody");
        }
        let unknown = || Label::new("tidak diketahui", "not known");
        let part = |dimension: &Dimension| {
            let Some(file) = file else { return unknown() };
            match dimension {
                Dimension::Unit => match &file.unit {
                    Some(unit) => self.names.get(unit).cloned().unwrap_or_else(|| Label::same(unit.as_str())),
                    None => unknown(),
                },
                Dimension::Sex => match file.record.sex {
                    Some(Sex::Female) => Label::new("perempuan", "female"),
                    Some(Sex::Male) => Label::new("laki-laki", "male"),
                    None => unknown(),
                },
                Dimension::GradeGroup => grade_group(file).map_or_else(unknown, Label::same),
            }
        };
        let parts: Vec<Label> = self.by.iter().map(part).collect();
        let joined = |text: fn(&Label) -> &str| parts.iter().map(text).collect::<Vec<_>>().join(" · ");
        Label::new(joined(|label| &label.id), joined(|label| &label.en))
    }
}

/// The part before the stroke of the grade given last.
fn grade_group(file: &PersonFile) -> Option<String> {
    let last = file.record.registers.grades.as_ref()?.iter().max_by_key(|grade| grade.since)?;
    let code = last.grade.as_str();
    Some(code.split_once('/').map_or(code, |(group, _)| group).to_owned())
}

async fn decisions(
    tx: &mut dyn Transaction,
    round: &RoundId,
    groups: &Groups<'_>,
    units: Option<&BTreeSet<UnitId>>,
) -> Result<Counted, ServiceError> {
    let found = tx.rounds().find(round).await?;
    let file = found.ok_or_else(|| ServiceError::not_found(Label::new("putaran", "round"), round))?.value;
    if file.stage != Stage::Published {
        return Err(ServiceError::refused(
            "round-not-published",
            Label::new(
                format!("putaran `{round}` belum diumumkan, statistiknya mengikuti pengumuman"),
                format!("round `{round}` is not published yet, its statistics follow the publication"),
            ),
        ));
    }
    let title = Label::new(format!("Keputusan putaran {}", file.plan.title.id), format!("Decisions of the round {}", file.plan.title.en));
    let columns = vec![
        Label::new("memenuhi syarat", "eligible"),
        Label::new("tidak memenuhi syarat", "not eligible"),
        Label::new("belum dapat diputuskan", "cannot be decided"),
    ];
    let mut counted = Counted::new(title, columns);
    let mut page = Page::first(BATCH);
    loop {
        let heads = tx.decisions().heads(round, &page).await?;
        let Some(last) = heads.last().map(|head| head.person.clone()) else { return Ok(counted) };
        let people: Vec<PersonId> = heads.iter().map(|head| head.person.clone()).collect();
        let files: BTreeMap<PersonId, PersonFile> =
            tx.people().find_many(&people).await?.into_iter().map(|file| (file.value.id().clone(), file.value)).collect();
        for head in heads {
            let file = files.get(&head.person);
            if units.is_some_and(|units| file.and_then(|file| file.unit.as_ref()).is_none_or(|unit| !units.contains(unit))) {
                continue;
            }
            let column = match head.outcome {
                OutcomeKind::Eligible => 0,
                OutcomeKind::NotEligible => 1,
                OutcomeKind::Unknown => 2,
            };
            counted.add(groups.of(file), column);
        }
        page = Page::after(last, BATCH);
    }
}

async fn learning(tx: &mut dyn Transaction, groups: &Groups<'_>, data: &Data<'_>) -> Result<Counted, ServiceError> {
    let duty = DutyOfYear::new(data)?;
    let period = data.period;
    let title =
        Label::new(format!("Kewajiban jam pelajaran sampai akhir {period}"), format!("Duty of learning hours up to the end of {period}"));
    let columns = vec![
        Label::new("terpenuhi", "met"),
        Label::new("kurang", "too few hours"),
        Label::new("tanpa jam pelajaran", "no hours"),
        Label::new("tidak terkena kewajiban", "not under the duty"),
        Label::new("tidak diketahui", "not known"),
    ];
    let mut counted = Counted::new(title, columns);
    everybody(tx, data.units, |file| {
        let column = match duty.of(file) {
            Duty::Met => 0,
            Duty::Below => 1,
            Duty::None => 2,
            Duty::NotConcerned => 3,
            Duty::Unknown => 4,
        };
        counted.add(groups.of(Some(file)), column);
    })
    .await?;
    Ok(counted)
}

async fn training(
    tx: &mut dyn Transaction,
    period: ReportingPeriod,
    groups: &Groups<'_>,
    units: Option<&BTreeSet<UnitId>>,
) -> Result<Counted, ServiceError> {
    let mut came: BTreeSet<PersonId> = BTreeSet::new();
    for stored in records::list::<CourseSession>(tx, &RecordFilter::all()).await? {
        let session = stored.value;
        if session.cancelled.is_some() || !period.contains(session.last) {
            continue;
        }
        for enrolment in records::list::<Enrolment>(tx, &RecordFilter::under(session.id.as_str())).await? {
            if matches!(enrolment.value.state, EnrolmentState::Attended { .. }) {
                came.insert(enrolment.value.person);
            }
        }
    }
    let title = Label::new(
        format!("Kehadiran pada pelatihan yang berakhir dalam {period}"),
        format!("Attendance of courses that ended in {period}"),
    );
    let columns = vec![Label::new("pernah hadir", "attended"), Label::new("tidak pernah", "did not")];
    let mut counted = Counted::new(title, columns);
    everybody(tx, units, |file| counted.add(groups.of(Some(file)), usize::from(!came.contains(file.id())))).await?;
    Ok(counted)
}
