//! Taking over competency profiles: the results of assessments, as a table brings them.

use std::collections::BTreeSet;

use jenjang::competency::Profile;
use jenjang::competency::repository::ProfileRecord;
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::store::Transaction;
use serde::Serialize;

use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::Action;
use crate::trail::{self, Change};

/// Profiles to be taken over, of people who are in the store.
#[derive(Clone, Copy, Debug)]
pub struct ImportProfiles<'a> {
    /// The profiles, checked against their frameworks.
    pub profiles: &'a [Profile],
    /// Only say what would be done.
    pub dry_run: bool,
}

/// What was taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ImportedProfiles {
    /// People with a profile that is new or says more.
    pub people: usize,
    /// Assessments that were not there.
    pub new: usize,
    /// Assessments that were there already, word for word.
    pub known: usize,
}

/// Adds assessments to the profiles of people, in one transaction with one entry in the trail. An assessment that is there already is not doubled, and
/// none is taken away: which of several counts on a day the framework's rules say. The own profile is imported by somebody else.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for the own profile; `people-unknown` with everybody who is not in the store or not
/// in the units the actor is in charge of; [`ServiceError::Store`].
pub async fn import_profiles(context: &Context<'_>, command: &ImportProfiles<'_>) -> Result<ImportedProfiles, ServiceError> {
    transact!(context, tx => import(context, tx, command).await)
}

async fn import(context: &Context<'_>, tx: &mut dyn Transaction, command: &ImportProfiles<'_>) -> Result<ImportedProfiles, ServiceError> {
    let scope = Scope::of(context, tx, Action::ImportProfiles).await?;
    let ids: Vec<PersonId> = command.profiles.iter().map(|profile| profile.person().clone()).collect::<BTreeSet<_>>().into_iter().collect();
    if context.actor.person().is_some_and(|actor| ids.binary_search(actor).is_ok()) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "profil kompetensi sendiri diimpor oleh orang lain",
            "somebody else imports one's own competency profile",
        )));
    }
    let files = trail::files(tx, &ids).await?;
    let absent = |id: &&PersonId| !files.get(*id).is_some_and(|file| scope.takes(file.unit.as_ref()));
    let absent: Vec<&str> = ids.iter().filter(absent).map(PersonId::as_str).collect();
    if !absent.is_empty() {
        return Err(unknown(&absent));
    }
    let mut done = ImportedProfiles::default();
    let (mut touched, mut subjects) = (BTreeSet::new(), Vec::new());
    for profile in command.profiles {
        let (person, framework) = (profile.person(), profile.framework());
        let stored = tx.competency().find_profile(person, framework).await?;
        let before = stored.as_ref().map(|stored| &stored.value);
        let mut after = before.cloned().unwrap_or_else(|| ProfileRecord {
            person: person.clone(),
            framework: framework.clone(),
            assessments: Vec::new(),
        });
        let mut added = 0;
        for assessment in profile.assessments() {
            if after.assessments.contains(assessment) {
                done.known += 1;
            } else {
                after.assessments.push(assessment.clone());
                added += 1;
            }
        }
        if added == 0 {
            continue;
        }
        done.new += added;
        touched.insert(person);
        after.assessments.sort_by(|a, b| (a.date, &a.competency).cmp(&(b.date, &b.competency)));
        if !command.dry_run {
            tx.competency().save_profile(&after, stored.as_ref().map(|stored| stored.revision)).await?;
            if let Some(file) = files.get(person) {
                subjects.push(trail::person_subject(file, before, Some(&after))?);
            }
        }
    }
    done.people = touched.len();
    if !subjects.is_empty() {
        trail::record(context, tx, Change::new(Action::ImportProfiles, subjects)).await?;
    }
    Ok(done)
}

fn unknown(absent: &[&str]) -> ServiceError {
    const SHOWN: usize = 5;
    let named = absent.iter().take(SHOWN).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    let more = absent.len().saturating_sub(SHOWN);
    let (id, en) = if more == 0 { (String::new(), String::new()) } else { (format!(" dan {more} lagi"), format!(" and {more} more")) };
    ServiceError::refused(
        "people-unknown",
        Label::new(
            format!("{named}{id} tidak ada di antara pegawai yang Anda kelola: tidak ada profil yang diimpor"),
            format!("{named}{en} cannot be found among the people you are in charge of: no profile was imported"),
        ),
    )
}
