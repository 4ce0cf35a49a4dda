//! What takes somebody's time: placements, secondments of the record, studies that release from the post.

use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::people::record::Spell;
use jenjang::placement::{Busy, Place, Placement};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use jenjang::study::{StudyAssignment, StudyState};

use crate::error::ServiceError;
use crate::records;

/// Everything that takes somebody's time, one of their own records left out; by first day.
pub(crate) async fn busy(tx: &mut dyn Transaction, person: &PersonId, except: &str) -> Result<Vec<Busy>, ServiceError> {
    let mut all = placed_or_studying(tx, person, except).await?;
    if let Some(file) = tx.people().find(person).await? {
        let registers = file.value.record.registers;
        all.extend(spells(registers.secondments, &Label::new("penugasan di luar instansi dalam riwayat", "a secondment in the record")));
        all.extend(spells(registers.study_duty, &Label::new("tugas belajar dalam riwayat", "a study assignment in the record")));
    }
    all.sort_by(|a, b| (a.first, &a.what).cmp(&(b.first, &b.what)));
    Ok(all)
}

/// The placements and studies of this program that take somebody's time, one of them left out; the histories of the record are not looked at.
pub(crate) async fn placed_or_studying(tx: &mut dyn Transaction, person: &PersonId, except: &str) -> Result<Vec<Busy>, ServiceError> {
    let mut all = Vec::new();
    for placement in records::list::<Placement>(tx, &RecordFilter::about(person)).await? {
        let placement = placement.value;
        if placement.id.as_str() == except || !placement.state.takes_time() {
            continue;
        }
        let kind = records::find::<Place>(tx, placement.place.as_str()).await?.map(|place| place.value.kind.label());
        let kind = kind.unwrap_or_else(|| Label::new("penempatan", "placement"));
        all.push(Busy {
            what: Label::new(format!("{} `{}`", kind.id, placement.id), format!("{} `{}`", kind.en, placement.id)),
            first: placement.stay.first,
            last: Some(placement.stay.last),
        });
    }
    for study in records::list::<StudyAssignment>(tx, &RecordFilter::about(person)).await? {
        let study = study.value;
        let released = matches!(study.state, StudyState::Granted { .. } | StudyState::Studying { .. } | StudyState::Extended { .. });
        if study.id.as_str() == except || !released || study.self_funded {
            continue;
        }
        all.push(Busy {
            what: Label::new(format!("tugas belajar `{}`", study.id), format!("study assignment `{}`", study.id)),
            first: study.first,
            last: Some(study.last),
        });
    }
    all.sort_by(|a, b| (a.first, &a.what).cmp(&(b.first, &b.what)));
    Ok(all)
}

fn spells(register: Option<Vec<Spell>>, what: &Label) -> impl Iterator<Item = Busy> {
    let busy = |spell: Spell| Busy { what: what.clone(), first: spell.since, last: spell.until.and_then(|until| until.pred_opt()) };
    register.into_iter().flatten().map(busy)
}
