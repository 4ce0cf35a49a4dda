//! Fairness over a population: every step of a policy by group, what stands in for a protected fact, and what changing it alone would do.
//!
//! For auditors only. A flag is a question, not a finding. No count of fewer than five people is shown, and none can be worked back from what is.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::document::Kind;
use rust_decimal::Decimal;

use crate::compare::{Comparison, Suppression};
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
mod told;

pub use result::{
    About, AttributeAudit, Compared, CriterionFlips, FairnessAudit, Figure, FlipTest, Flips, Found, GroupFound, Measure, Multiplicity,
    Part, Proxy, StepAudit, StepKind, StratumRatio, WithoutGap, WordedStep,
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
    /// How small counts are treated.
    pub suppression: Suppression,
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
            suppression: Suppression { least: 5, width: 5 },
            threads: Threads::default(),
        }
    }
}

/// Audits what a policy does to a population.
///
/// # Errors
/// [`LabError::Refused`] where an attribute or stratum is not in the data or what counts as selected does not fit the policy; those of reading.
pub fn audit(population: &dyn Population, policy: &Arc<PolicyOnDate>, options: &Options) -> Result<FairnessAudit, LabError> {
    made(population, policy, options, None)
}

/// The same for a draft, beside the comparison it is reported with: what the comparison hides cannot be worked back with the audit either.
///
/// # Errors
/// As [`audit`].
pub fn audit_beside(
    population: &dyn Population,
    draft: &Arc<PolicyOnDate>,
    options: &Options,
    comparison: &Comparison,
) -> Result<FairnessAudit, LabError> {
    made(population, draft, options, Some(comparison))
}

fn made(
    population: &dyn Population,
    policy: &Arc<PolicyOnDate>,
    options: &Options,
    beside: Option<&Comparison>,
) -> Result<FairnessAudit, LabError> {
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
    let suppression = options.suppression;
    // values are no answers of eligibility: the comparison's columns say nothing of who is selected
    let beside = beside.filter(|_| policy.policy().kind == Kind::Eligibility);
    let (counted, reading) = counting.run(population, options.threads)?;
    let told = assemble::told(&counting, &counted, suppression, beside)?;
    let mut attributes = assemble::attributes(&counting, &counted, &told, suppression)?;
    let multiplicity = assemble::several(&mut attributes)?;
    let proxies = if options.proxies {
        proxy::proxies(population, policy, &counting.attributes, &told, suppression.least, options.threads)?
    } else {
        Vec::new()
    };
    let flips =
        if options.flips { Some(flip::flip_test(population, policy, &options.years, suppression.least, options.threads)?) } else { None };
    Ok(FairnessAudit {
        policy: PolicyName::of(policy.policy()),
        as_of: policy.as_of(),
        people: counted.people,
        unread: reading.unread_count,
        selected: selected_label(&options.chosen),
        suppression,
        strata: counting.strata.iter().map(|grouping| grouping.label.clone()).collect(),
        attributes,
        multiplicity,
        proxies,
        flips,
        notes: notes(&counting, suppression),
    })
}

fn groupings(population: &dyn Population, policy: &PolicyOnDate, names: &[Arc<str>]) -> Result<Vec<Grouping>, LabError> {
    let rounding = policy.policy().date_rounding();
    names.iter().map(|name| Grouping::rounded(population, name, policy.as_of(), rounding)).collect()
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

fn notes(counting: &counting::Counting<'_>, suppression: Suppression) -> Vec<Label> {
    let few = suppression.least.saturating_sub(1);
    let mut notes = vec![
        jenjang_statistics::fairness::preamble(),
        Label::new(
            "Hanya untuk auditor: atribut terlindungi tidak boleh sampai kepada yang memutuskan tentang seseorang.",
            "For auditors only: protected attributes must not reach those who decide about a person.",
        ),
        Label::new(
            "Setiap langkah diperiksa, bukan hanya hasil akhir: sekali di antara yang lolos semua langkah sebelumnya, sekali di antara semua orang yang dikenai langkah itu.",
            "Every step is examined, not the outcome alone: once among those past all steps before, once among everybody the step applies to.",
        ),
        Label::new(
            "Yang tidak diketahui tidak terpilih tetapi tetap dihitung dalam pembagi, dan jumlahnya disebut.",
            "Who is unknown is not selected but stays in the denominator, and how many is said.",
        ),
        Label::new(
            format!(
                "Angka 1 sampai {few} orang tidak ditampilkan, begitu pula angka lain secukupnya agar tidak dapat dihitung mundur, juga bersama tabel perbandingan dalam laporan yang sama. Kelompok yang lebih kecil dihitung bersama."
            ),
            format!(
                "Counts of 1 to {few} people are not shown, and as many others as it takes that none can be worked back, with the tables of a comparison in the same report either. Smaller groups are counted together."
            ),
        ),
        Label::new(
            "Rasio dan rasio peluang keduanya kelompok terhadap pembanding: di bawah 1 berarti kelompok itu lebih jarang terpilih.",
            "Ratio and odds ratio are both of the group to the reference: below 1 the group is selected less often.",
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
