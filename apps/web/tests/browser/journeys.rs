//! What each user comes for.

mod employee;
mod public;

use crate::Journey;

/// Every journey by its name.
pub(crate) const ALL: &[(&str, Journey)] = &[
    ("employee_finds_why", |browser| Box::pin(employee::finds_why(browser))),
    ("public_reads_policies", |browser| Box::pin(public::reads_policies(browser))),
];
