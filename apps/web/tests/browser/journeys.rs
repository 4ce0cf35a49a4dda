//! What each user comes for.

mod analyst;
mod auditor;
mod authority;
mod employee;
mod hr;
mod public;
mod rater;
mod superior;

use crate::Journey;

/// Every journey by its name.
pub(crate) const ALL: &[(&str, Journey)] = &[
    ("employee_finds_why", |browser| Box::pin(employee::finds_why(browser))),
    ("rater_answers_by_keyboard", |browser| Box::pin(rater::answers_by_keyboard(browser))),
    ("superior_approves_raters", |browser| Box::pin(superior::approves_raters(browser))),
    ("hr_runs_a_round", |browser| Box::pin(hr::runs_a_round(browser))),
    ("hr_imports", |browser| Box::pin(hr::imports(browser))),
    ("authority_decides", |browser| Box::pin(authority::decides(browser))),
    ("analyst_drafts_a_policy", |browser| Box::pin(analyst::drafts_a_policy(browser))),
    ("public_reads_policies", |browser| Box::pin(public::reads_policies(browser))),
    ("public_verifies_by_code", |browser| Box::pin(public::verifies_by_code(browser))),
    ("auditor_verifies", |browser| Box::pin(auditor::verifies(browser))),
];
