//! Fairness over a population: every step of a policy by group, what stands in for a protected fact, and what changing it alone would do.
//!
//! For auditors only. A flag is a question, not a finding. Groups below five people are computed and shown nowhere.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::document::Kind;
use rust_decimal::Decimal;

use crate::error::LabError;
use crate::grouping::Grouping;
use crate::population::Population;
use crate::project::PolicyName;
use crate::run::Threads;

mod assemble;
mod counting;
mod flip;
mod proxy;
mod result;
mod steps;

pub use result::{
    AttributeAudit, Compared, CriterionFlips, FairnessAudit, Figure, FlipTest, Flips, Found, GroupFound, Measure, Multiplicity, Proxy,
    StepAudit, StepKind, StratumRatio, WithoutGap, WordedStep,
};

/// What counts as selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// Who is eligible: of eligibility policies.
    Eligible,
    /// Whose score or points are at least this.
    AtLeast(Decimal),
    /// Whose class is one of these codes.
    OneOf(Vec<Arc<str>>),
}

/// How an audit is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Facts or columns whose groups are compared (sex, age, region of origin).
    pub attributes: Vec<Arc<str>>,
    /// Facts or columns within which like is compared with like: unit and grade, unless there is a reason for others. Empty: none, and the
    /// page says that nothing may then be written about discrimination.
    pub strata: Vec<Arc<str>>,
    /// What counts as selected.
    pub chosen: Chosen,
    /// Whether to report what stands in for the attributes.
    pub proxies: bool,
    /// Whether to change protected facts and decide again.
    pub flips: bool,
    /// By how many years dates of birth are moved in that; negative makes people older.
    pub years: Vec<i32>,
    /// How many threads.
    pub threads: Threads,
}

impl Options {
    /// These attributes within these strata, with the proxy report and the flip test.
    pub fn new(attributes: &[&str], strata: &[&str]) -> Options {
        let names = |names: &[&str]| names.iter().map(|name| Arc::from(*name)).collect();
        Options {
            attributes: names(attributes),
            strata: names(strata),
            chosen: Chosen::Eligible,
            proxies: true,
            flips: true,
            years: vec![-10, -5, -1, 1, 5, 10],
            threads: Threads::default(),
        }
    }
}

/// Audits what a policy does to a population.
///
/// # Errors
/// [`LabError::Refused`] where an attribute or stratum is not in the data or what counts as selected does not fit the policy; those of reading.
pub fn audit(population: &dyn Population, policy: &Arc<PolicyOnDate>, options: &Options) -> Result<FairnessAudit, LabError> {
    fits(policy, &options.chosen)?;
    let attributes = groupings(population, policy, &options.attributes)?;
    let strata = groupings(population, policy, &options.strata)?;
    let counting = counting::Counting {
        policy,
        chosen: &options.chosen,
        funnel: steps::required(policy),
        alone: steps::all(policy),
        attributes,
        strata,
    };
    let (counted, reading) = counting.run(population, options.threads)?;
    let mut attributes = assemble::attributes(&counting, &counted)?;
    let multiplicity = assemble::several(&mut attributes)?;
    let proxies = if options.proxies { proxy::proxies(population, policy, &counting.attributes, options.threads)? } else { Vec::new() };
    let flips = if options.flips { Some(flip::flip_test(population, policy, &options.years, options.threads)?) } else { None };
    Ok(FairnessAudit {
        policy: PolicyName::of(policy.policy()),
        as_of: policy.as_of(),
        people: counted.people,
        unread: reading.unread_count,
        selected: selected_label(&options.chosen),
        strata: counting.strata.iter().map(|grouping| grouping.label.clone()).collect(),
        attributes,
        multiplicity,
        proxies,
        flips,
        notes: notes(&counting),
    })
}

/// What stands in for the attributes: every fact the policy reads, with each of them.
///
/// # Errors
/// As [`audit`].
pub fn proxies(
    population: &dyn Population,
    policy: &Arc<PolicyOnDate>,
    attributes: &[Arc<str>],
    threads: Threads,
) -> Result<Vec<Proxy>, LabError> {
    proxy::proxies(population, policy, &groupings(population, policy, attributes)?, threads)
}

/// Changes each protected fact that the data tells, everything else left as it is, and decides everybody again.
///
/// # Errors
/// Those of reading.
pub fn flip_test(population: &dyn Population, policy: &Arc<PolicyOnDate>, years: &[i32], threads: Threads) -> Result<FlipTest, LabError> {
    flip::flip_test(population, policy, years, threads)
}

fn groupings(population: &dyn Population, policy: &PolicyOnDate, names: &[Arc<str>]) -> Result<Vec<Grouping>, LabError> {
    names.iter().map(|name| Grouping::new(population, name, policy.as_of())).collect()
}

fn fits(policy: &PolicyOnDate, chosen: &Chosen) -> Result<(), LabError> {
    let (kind, id) = (policy.policy().kind, &policy.policy().id);
    let (fits, expected_id, expected) = match kind {
        Kind::Eligibility => (*chosen == Chosen::Eligible, "yang memenuhi syarat", "who is eligible"),
        Kind::Score | Kind::Points => (matches!(chosen, Chosen::AtLeast(_)), "nilai paling rendah", "a least value"),
        Kind::Classification => (matches!(chosen, Chosen::OneOf(_)), "kode kelas hasil", "codes of classes"),
    };
    if fits {
        return Ok(());
    }
    Err(LabError::refused(
        format!("yang terpilih menurut kebijakan `{id}` harus dinyatakan dengan {expected_id}"),
        format!("who is selected by policy `{id}` must be said by {expected}"),
    ))
}

fn selected_label(chosen: &Chosen) -> Label {
    match chosen {
        Chosen::Eligible => Label::new("memenuhi syarat", "eligible"),
        Chosen::AtLeast(least) => Label::new(format!("nilai paling sedikit {least}"), format!("a value of at least {least}")),
        Chosen::OneOf(codes) => {
            let codes = codes.join(", ");
            Label::new(format!("termasuk {codes}"), format!("one of {codes}"))
        }
    }
}

fn notes(counting: &counting::Counting<'_>) -> Vec<Label> {
    let mut notes = vec![
        jenjang_statistics::fairness::preamble(),
        Label::new(
            "Hanya untuk auditor: atribut terlindungi tidak boleh sampai kepada yang memutuskan tentang seseorang.",
            "For auditors only: protected attributes must not reach those who decide about a person.",
        ),
        Label::new(
            "Setiap langkah diperiksa, bukan hanya hasil akhir: `funnel` menghitung yang lulus semua langkah sebelumnya, `by-itself` semua orang yang terkena langkah itu.",
            "Every step is examined, not the outcome alone: `funnel` counts those who passed all steps before, `by-itself` everybody the step applies to.",
        ),
        Label::new(
            "Yang tidak diketahui tidak terpilih tetapi tetap dihitung dalam pembagi, dan jumlahnya disebut.",
            "Who is unknown is not selected but stays in the denominator, and how many is said.",
        ),
        Label::new(
            "Kelompok di bawah lima orang dihitung tetapi tidak ditampilkan; bila perlu kelompok lain ikut disembunyikan agar tidak dapat dihitung mundur.",
            "Groups below five people are computed and not shown; others are hidden with them where they could otherwise be worked back.",
        ),
    ];
    if counting.strata.is_empty() {
        notes.push(Label::new(
            "Unit dan jenjang tidak diberikan; tanpa itu jangan menulis kalimat tentang diskriminasi.",
            "Units and grades were not given; without them write no sentence about discrimination.",
        ));
    } else {
        notes.push(Label::new(
            "Jenjang yang dicapai lewat proses yang sama tidak adil bila dipakai sebagai strata: baca angka gabungan dan angka dalam strata, keduanya.",
            "A grade reached through the same process is no fair stratum for it: read the combined figures and those within strata, both.",
        ));
    }
    notes
}
