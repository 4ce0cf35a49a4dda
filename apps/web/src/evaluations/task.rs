//! What the pages of a rater begin with: whom to rate in which cycle.

use jenjang::people::id::{CycleId, PersonId};
use jenjang_service::cycles::{Rating, read_rating};

use super::id;
use super::words::called;
use crate::development::segment;
use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::Shell;
use crate::state::App;

/// Somebody the reader is asked to rate.
pub(super) struct Task {
    pub(super) cycle: CycleId,
    pub(super) ratee: PersonId,
    pub(super) rating: Rating,
}

/// The heading of a page, and what stands below it.
pub(super) struct Head {
    pub(super) heading: String,
    pub(super) lead: String,
}

impl Task {
    /// The task of an address.
    pub(super) async fn read(app: &App, me: &SignedIn, (cycle, ratee): (String, String)) -> Result<Task, Failure> {
        let (cycle, ratee): (CycleId, PersonId) = (id(&cycle)?, id(&ratee)?);
        let rating = read_rating(&app.context(&me.visitor.actor), &cycle, &ratee).await?;
        Ok(Task { cycle, ratee, rating })
    }

    /// Address of a page about the task: `rate`, `decline`.
    pub(super) fn address(&self, what: &str) -> String {
        format!("/evaluations/{}/{what}/{}", segment(self.cycle.as_str()), segment(self.ratee.as_str()))
    }

    /// Whom it is about.
    pub(super) fn name(&self) -> String {
        called(self.rating.name.as_ref(), &self.ratee)
    }

    /// In which cycle.
    pub(super) fn title<'r>(&'r self, shell: &Shell) -> &'r str {
        shell.label(&self.rating.title)
    }

    /// A heading that ends with the name, above the title of the cycle.
    pub(super) fn head(&self, shell: &Shell, heading: &str) -> Head {
        Head { heading: format!("{heading} {}", self.name()), lead: self.title(shell).to_owned() }
    }
}
