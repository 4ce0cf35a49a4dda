//! What each user comes for.

mod analyst;
mod auditor;
mod authority;
mod employee;
mod hr;
mod prints;
#[cfg(feature = "oidc")]
mod provided;
mod public;
mod rater;
mod superior;
mod without_script;

use crate::Journey;

/// Every journey by its name.
pub(crate) const ALL: &[(&str, Journey)] = &[
    ("employee_finds_why", |browser| Box::pin(employee::finds_why(browser))),
    ("employee_develops", |browser| Box::pin(employee::develops(browser))),
    ("rater_answers_by_keyboard", |browser| Box::pin(rater::answers_by_keyboard(browser))),
    ("superior_approves_raters", |browser| Box::pin(superior::approves_raters(browser))),
    ("superior_rates_with_evidence", |browser| Box::pin(superior::rates_with_evidence(browser))),
    ("hr_runs_a_round", |browser| Box::pin(hr::runs_a_round(browser))),
    ("hr_imports", |browser| Box::pin(hr::imports(browser))),
    ("authority_decides", |browser| Box::pin(authority::decides(browser))),
    ("analyst_drafts_a_policy", |browser| Box::pin(analyst::drafts_a_policy(browser))),
    ("public_reads_policies", |browser| Box::pin(public::reads_policies(browser))),
    ("public_verifies_by_code", |browser| Box::pin(public::verifies_by_code(browser))),
    ("prints_of_an_employee", |browser| Box::pin(prints::employee(browser))),
    ("prints_of_others", |browser| Box::pin(prints::others(browser))),
    ("auditor_verifies", |browser| Box::pin(auditor::verifies(browser))),
];

/// Those of a server whose people sign in at a provider.
#[cfg(feature = "oidc")]
pub(crate) const BY_PROVIDER: &[(&str, Journey)] = &[("provided_signs_in", |browser| Box::pin(provided::signs_in(browser)))];

/// Those that are played in a browser that runs no script.
pub(crate) const WITHOUT_SCRIPT: &[(&str, Journey)] = &[
    ("without_script_employee", |browser| Box::pin(without_script::employee_asks_for_a_correction(browser))),
    ("without_script_rater", |browser| Box::pin(without_script::rater_answers(browser))),
    ("without_script_voice", |browser| Box::pin(without_script::employee_has_a_say(browser))),
];
