//! Bringing a whole catalogue in: everything or nothing, in one transaction and one entry of the audit trail.

use jenjang::audit::Subject;
use jenjang::development::catalogue::{Course, CourseSession, Provider};
use jenjang::people::View;
use jenjang::people::id::PersonId;
use jenjang::store::Transaction;
use serde::Serialize;

use super::save::{Saved, put_course, put_provider, put_session};
use crate::context::{Context, transact};
use crate::development::LearningRules;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{self, Change};

/// A catalogue to be brought in. What it does not name stays as it is.
#[derive(Clone, Debug)]
pub struct ImportCatalogue<'a> {
    /// Institutions.
    pub providers: Vec<Provider>,
    /// Courses.
    pub courses: Vec<Course>,
    /// Sessions.
    pub sessions: Vec<CourseSession>,
    /// What forms there are.
    pub rules: LearningRules<'a>,
    /// Only to say what would change.
    pub dry_run: bool,
}

/// What became of the things of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CatalogueCounts {
    /// Not there before.
    pub new: usize,
    /// Other than before.
    pub changed: usize,
    /// As before.
    pub unchanged: usize,
}

impl CatalogueCounts {
    fn add(&mut self, saved: Saved) {
        match saved {
            Saved::New => self.new += 1,
            Saved::Changed => self.changed += 1,
            Saved::Unchanged => self.unchanged += 1,
        }
    }
}

/// What became of a catalogue that was brought in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportedCatalogue {
    /// Institutions.
    pub providers: CatalogueCounts,
    /// Courses.
    pub courses: CatalogueCounts,
    /// Sessions.
    pub sessions: CatalogueCounts,
    /// Who got a seat because sessions have more of them.
    pub seated: Vec<PersonId>,
}

/// Brings a catalogue in, or nothing of it. The same again changes nothing.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer (of the whole service for providers and courses, of the unit for sessions); the first
/// problem of a provider, course or session, as [`save_provider`](super::save_provider), [`save_course`](super::save_course) and
/// [`save_session`](super::save_session) say it; [`ServiceError::Store`].
pub async fn import_catalogue(context: &Context<'_>, command: &ImportCatalogue<'_>) -> Result<ImportedCatalogue, ServiceError> {
    if command.dry_run {
        // dropped without a commit: nothing is kept
        let mut tx = context.store.begin().await?;
        return Ok(in_transaction(context, &mut *tx, command).await?.0);
    }
    transact!(context, tx => {
        let (done, subjects) = in_transaction(context, tx, command).await?;
        if !subjects.is_empty() {
            trail::record(context, tx, Change::new(Action::ManageCatalogue, subjects)).await?;
        }
        Ok(done)
    })
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &ImportCatalogue<'_>,
) -> Result<(ImportedCatalogue, Vec<Subject>), ServiceError> {
    if command.sessions.is_empty() || !command.providers.is_empty() || !command.courses.is_empty() {
        authorize(context, tx, Action::ManageCatalogue, &Target::everything()).await?;
    }
    let forms = command.rules.forms(tx, View::on(context.clock.today())).await?;
    let (mut done, mut subjects) = (ImportedCatalogue::default(), Vec::new());
    for provider in &command.providers {
        let (saved, written) = put_provider(context, tx, provider).await?;
        done.providers.add(saved);
        subjects.extend(written);
    }
    for course in &command.courses {
        let (saved, written) = put_course(tx, course, &forms).await?;
        done.courses.add(saved);
        subjects.extend(written);
    }
    for session in &command.sessions {
        let (saved, written) = put_session(context, tx, session).await?;
        done.sessions.add(saved.saved);
        done.seated.extend(saved.seated);
        subjects.extend(written);
    }
    Ok((done, subjects))
}
