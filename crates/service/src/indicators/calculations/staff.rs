//! Competency gaps, and who has understood a policy.

use std::collections::BTreeSet;

use jenjang::development::need::NeedSource;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::record::RecordFilter;
use jenjang::socialisation::{Acknowledgement, Socialisation};
use jenjang::store::Transaction;

use super::{Data, Figure, share};
use crate::error::ServiceError;
use crate::needs::needs_of_unit;
use crate::records;
use crate::socialisation;

pub(super) async fn open_gaps(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let nobody = || {
        Label::new(
            "tidak seorang pun terukur terhadap standar jabatannya; profil diimpor dengan `development profile`",
            "nobody is measured against the standard of the post; profiles are imported with `development profile`",
        )
    };
    let Some(library) = &data.needs else { return Ok(Err(nobody())) };
    let tops: Vec<UnitId> = match data.scope {
        Some(unit) => vec![unit.clone()],
        None => tx.people().units().await?.into_iter().filter(|unit| unit.parent.is_none()).map(|unit| unit.id).collect(),
    };
    let (mut open, mut known, mut unknown) = (0_u64, 0_u64, 0_u64);
    for top in tops {
        for person in needs_of_unit(tx, library, &top, data.period.last_day(), data.today).await?.into_values() {
            let gap = person.needs.needs.iter().any(|need| matches!(need.source, NeedSource::Gap { .. }));
            if gap || !person.needs.met.is_empty() {
                known += 1;
                open += u64::from(gap);
            } else {
                unknown += 1;
            }
        }
    }
    Ok(share(open, known, unknown, nobody))
}

pub(super) async fn acknowledged(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let last = data.period.last_day();
    let (mut done, mut people) = (0_u64, 0_u64);
    for stored in records::list::<Socialisation>(tx, &RecordFilter::all()).await? {
        let explained = stored.value;
        if explained.started > last || data.policy.is_some_and(|policy| *policy != explained.policy) {
            continue;
        }
        let acknowledged: BTreeSet<PersonId> = records::list::<Acknowledgement>(tx, &RecordFilter::under(explained.id.as_str()))
            .await?
            .into_iter()
            .filter(|stored| stored.value.version == explained.version && stored.value.on <= last)
            .map(|stored| stored.value.person)
            .collect();
        for (unit, members) in socialisation::people(tx, &explained.audience, data.period.last_day().min(data.today)).await? {
            if !data.takes(Some(&unit)) {
                continue;
            }
            people += u64::try_from(members.len()).unwrap_or(u64::MAX);
            done += members.iter().filter(|person| acknowledged.contains(*person)).map(|_| 1_u64).sum::<u64>();
        }
    }
    Ok(share(done, people, 0, || {
        Label::new(
            "kebijakan ini belum disosialisasikan sampai akhir periode; dimulai dengan `socialisation start`",
            "the policy was not explained to anybody by the end of the period; begun with `socialisation start`",
        )
    }))
}
