//! Checks a text against the policies in force.

use std::sync::Arc;

use jenjang::consultation::coverage::check_coverage;
use jenjang::people::View;
use jenjang::policy::model::{Policy, PolicySet};
use jenjang_policy_files::{DiagnosticRecord, Library, Sources, read_draft};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::{checked, in_force};

/// The policies in force, to check texts against without asking the store again.
#[derive(Clone, Debug)]
pub struct Checker {
    library: Arc<Library>,
}

/// A text that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The policy, where the text can be compiled; its cases may fail all the same.
    pub policy: Option<Arc<Policy>>,
    /// The policies in force with this one in its place.
    pub set: PolicySet,
    /// Everything that was found, the worst first, then by place. Of another policy that uses this one the file is another.
    pub found: Vec<DiagnosticRecord>,
}

impl Checked {
    /// How many errors there are: with one the text cannot be proposed.
    pub fn errors(&self) -> usize {
        self.found.iter().filter(|found| found.severity == jenjang::policy::diagnostic::Severity::Error).count()
    }
}

/// What checks texts of drafts today.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Unsound`] where a policy in force cannot be read; [`ServiceError::Store`].
pub async fn draft_checker(context: &Context<'_>, shipped: &Library) -> Result<Checker, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadDraft, &Target::everything()).await?;
    Ok(Checker { library: in_force(&mut *tx, shipped, View::on(context.clock.today())).await? })
}

impl Checker {
    /// The policies in force.
    pub fn in_force(&self) -> &Library {
        &self.library
    }

    /// Reads and checks a text, named `file` in what is found. Takes a while for a large text: not for a thread that others wait for.
    pub fn check(&self, file: &str, text: &str) -> Checked {
        let mut library = Library::clone(&self.library);
        let found = match checked(&mut library, file, text) {
            Ok((_, remarks)) => remarks,
            Err(ServiceError::Unsound(problems)) => problems,
            // checking in memory fails in no other way
            Err(_) => Vec::new(),
        };
        let policy = library.set.iter().find(|policy| *policy.file == *file).cloned();
        let mut found: Vec<DiagnosticRecord> = found.iter().map(|problem| library.sources.record(problem)).collect();
        found.sort_by(|a, b| (b.severity, &a.file, a.line, a.column, a.code).cmp(&(a.severity, &b.file, b.line, b.column, b.code)));
        found.dedup();
        Checked { policy, set: library.set, found }
    }

    /// Reads the draft file that says a checked text in clauses, and compares the two. Of a text that could not be compiled only the file is read.
    pub fn check_clauses(&self, checked: &Checked, policy: (&str, &str), clauses: (&str, &str)) -> Vec<DiagnosticRecord> {
        let mut sources = Sources::default();
        sources.insert(policy.0, policy.1.as_bytes());
        sources.insert(clauses.0, clauses.1.as_bytes());
        let (document, mut found) = read_draft(clauses.0, clauses.1.as_bytes());
        if let (Some(document), Some(policy)) = (&document, &checked.policy) {
            found.extend(check_coverage(document, policy));
        }
        found.iter().map(|problem| sources.record(problem)).collect()
    }
}
