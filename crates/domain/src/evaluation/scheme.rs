//! How a 360° evaluation is run and counted, as data: rater groups with weights, release thresholds, validity.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::legal::{Label, LegalReference};
use crate::number::ratio::Ratio;
use crate::people::id::RaterGroupCode;
use crate::period::EffectivePeriod;

/// How a rater stands to the person rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The direct superior.
    Superior,
    /// A colleague of the same level.
    Peer,
    /// Somebody who reports to the person rated.
    Subordinate,
    /// The person rated. Never counts towards an official number.
    #[serde(rename = "self")]
    Oneself,
    /// Somebody outside: a served citizen, a partner agency.
    External,
}

impl Relation {
    /// All relations.
    pub const ALL: [Relation; 5] = [Relation::Superior, Relation::Peer, Relation::Subordinate, Relation::Oneself, Relation::External];

    /// The word in scheme files.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Superior => "superior",
            Relation::Peer => "peer",
            Relation::Subordinate => "subordinate",
            Relation::Oneself => "self",
            Relation::External => "external",
        }
    }
}

/// Who proposes the raters of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChosenBy {
    /// The organisation chart: everybody who stands in the relation.
    Organisation,
    /// The person rated, with the superior's approval.
    Ratee,
    /// A random draw with a published seed among all who stand in the relation.
    Draw,
}

/// A group of raters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RaterGroup {
    /// Its code.
    pub code: RaterGroupCode,
    /// How its members stand to the person rated.
    pub relation: Relation,
    /// Its name.
    pub label: Label,
    /// Whether its members are known by name (the superior) or anonymous.
    pub identified: bool,
    /// Share of the composite, 0 to 1.
    pub weight: Decimal,
    /// Where the weight comes from.
    pub reference: LegalReference,
    /// Fewest raters a nomination needs.
    pub minimum: usize,
    /// Most raters.
    pub maximum: usize,
    /// Who proposes them.
    pub chosen_by: ChosenBy,
}

/// What the result does to a performance label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// It is a number that enters a formula (PP 30/2019).
    Numeric,
    /// It informs the superior and by itself sets no label (PermenPANRB 6/2022).
    Informs,
}

/// Weights a decree sets for people who by structure have no raters of some group (no subordinates).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Alternative {
    /// The groups that do not exist for the person.
    pub without: Vec<RaterGroupCode>,
    /// The weights then.
    pub weights: Vec<(RaterGroupCode, Decimal)>,
    /// Where they come from.
    pub reference: LegalReference,
}

/// Groups that always count as one, by head: every rater of the pool has the same share of its weight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Pool {
    /// The groups.
    pub groups: Vec<RaterGroupCode>,
    /// Their common weight.
    pub weight: Decimal,
    /// Where it comes from.
    pub reference: LegalReference,
}

/// What happens to an anonymous group with some, but too few answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SmallGroups {
    /// Its ratings are pooled with those of other small groups, or of the smallest released one.
    Merge,
    /// It is neither shown nor scored.
    Suppress,
}

/// When a figure may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReleaseRule {
    /// Fewest raters behind a mean of an anonymous group.
    pub minimum_for_means: usize,
    /// Fewest raters behind distributions, favourability and comments.
    pub minimum_for_detail: usize,
    /// What happens to smaller groups.
    pub small_groups: SmallGroups,
    /// Share of a dimension's items a rater must answer to count for it.
    pub answered_share: Decimal,
    /// Share of the scale at either end within which the mean of a group of `minimum_for_detail` raters is shown as a bound (`>= 4.80` for 0.05
    /// of 1 to 5), because there it would narrow down what each rater answered; wider in proportion for smaller groups.
    pub extreme_band: Decimal,
}

/// When a score is valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ValidityRule {
    /// Whether the superior's rating must be there.
    pub superior_required: bool,
    /// Fewest anonymous groups that must be released.
    pub anonymous_groups: usize,
    /// Least weight that must be released.
    pub coverage: Decimal,
}

/// Deductions from the score of those who do not do their rating duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DutyRule {
    /// Points for each person not rated.
    pub per_person_not_rated: Decimal,
    /// Points for each subordinate whose raters were not appointed.
    pub per_subordinate_without_raters: Decimal,
    /// Points for not proposing one's own raters.
    pub for_not_nominating: Decimal,
    /// Most points in all.
    pub cap: Decimal,
    /// Where it comes from.
    pub reference: LegalReference,
}

/// Reliability of a single rater that cannot be estimated because there is only one: an assumption with its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct AssumedReliability {
    /// Reliability of one superior, 0 to 1.
    pub superior: Decimal,
    /// The study.
    pub reference: LegalReference,
}

/// The parts of a scheme as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SchemeParts {
    /// Id (`asn/360/default`).
    pub id: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: Label,
    /// A remark for readers.
    pub note: Option<Label>,
    /// When it binds.
    pub effective: EffectivePeriod,
    /// Legal basis.
    pub reference: LegalReference,
    /// What the result does.
    pub effect: Effect,
    /// Id of the instrument it is used with unless a cycle names another.
    pub instrument: String,
    /// Decimal places scores are rounded to, half up, when shown or ranked.
    pub places: u32,
    /// The groups.
    pub groups: Vec<RaterGroup>,
    /// Second weights by decree.
    pub alternatives: Vec<Alternative>,
    /// Groups counted as one.
    pub pool: Option<Pool>,
    /// When figures may be shown.
    pub release: ReleaseRule,
    /// When a score is valid.
    pub validity: ValidityRule,
    /// Deductions, where an agency has them.
    pub duty: Option<DutyRule>,
    /// Assumed reliability of the superior.
    pub assumed: Option<AssumedReliability>,
}

/// A scheme that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Scheme {
    parts: SchemeParts,
}

/// Weights that must add up to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightsOf {
    /// Those of the rater groups and the pool.
    Groups,
    /// Those of an alternative, counted from 1.
    Alternative(usize),
}

impl WeightsOf {
    /// The words for sentences.
    pub fn label(self) -> Label {
        match self {
            WeightsOf::Groups => Label::new("kelompok penilai", "the rater groups"),
            WeightsOf::Alternative(number) => Label::new(format!("alternatif {number}"), format!("alternative {number}")),
        }
    }
}

/// What is wrong with a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeProblem {
    /// Weights do not add up to 1.
    Weights {
        /// Whose weights.
        of: WeightsOf,
        /// Their sum.
        sum: Decimal,
    },
    /// A number outside of what it can be.
    Range {
        /// Key in the file.
        key: &'static str,
        /// What was found.
        found: Decimal,
        /// What was expected.
        expected: Label,
    },
    /// The person rated would count in the own score.
    SelfCounts {
        /// The weight found.
        found: Decimal,
    },
    /// The person rated stands in a pool or among second weights, or a group has weight although the weights are for its absence.
    Misplaced {
        /// The group.
        code: RaterGroupCode,
    },
    /// Second weights that would always hold, because they name no missing group.
    AlwaysHolds,
    /// A code twice.
    Repeated {
        /// The code.
        code: RaterGroupCode,
    },
    /// A group that does not exist.
    UnknownGroup {
        /// The code.
        code: RaterGroupCode,
    },
    /// A group whose raters are known by name, but who are several or pooled with anonymous ones.
    Identity {
        /// The group.
        code: RaterGroupCode,
    },
    /// No superior although one is required, or no anonymous group.
    NoGroup {
        /// The relation missed.
        relation: Relation,
    },
}

impl SchemeProblem {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            SchemeProblem::Weights { .. } => "weights-do-not-add-up",
            SchemeProblem::Range { .. } => "number-out-of-range",
            SchemeProblem::SelfCounts { .. } => "self-counts",
            SchemeProblem::Misplaced { .. } => "weight-misplaced",
            SchemeProblem::AlwaysHolds => "always-holds",
            SchemeProblem::Repeated { .. } => "duplicate-code",
            SchemeProblem::UnknownGroup { .. } => "unknown-group",
            SchemeProblem::Identity { .. } => "named-group-not-single",
            SchemeProblem::NoGroup { .. } => "required-group-missing",
        }
    }

    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            SchemeProblem::Weights { of, sum } => {
                let of = of.label();
                Label::new(
                    format!("bobot {} berjumlah {sum}, diharapkan tepat 1", of.id),
                    format!("the weights of {} add up to {sum}, expected exactly 1", of.en),
                )
            }
            SchemeProblem::Range { key, found, expected } => Label::new(
                format!("`{key}` bernilai {found}, diharapkan {}", expected.id),
                format!("`{key}` is {found}, expected {}", expected.en),
            ),
            SchemeProblem::SelfCounts { found } => Label::new(
                format!("penilaian diri berbobot {found}, diharapkan 0: penilaian diri tidak pernah ikut dihitung"),
                format!("the self rating has weight {found}, expected 0: it never counts"),
            ),
            SchemeProblem::Misplaced { code } => Label::new(
                format!(
                    "kelompok `{code}` tidak boleh berbobot di sini: penilaian diri dan kelompok yang dinyatakan tidak ada tidak dihitung"
                ),
                format!("group `{code}` cannot have weight here: neither the self rating nor a group said to be missing counts"),
            ),
            SchemeProblem::AlwaysHolds => Label::new(
                "`without` kosong, diharapkan sedikitnya satu kelompok yang tidak ada",
                "`without` is empty, expected at least one missing group",
            ),
            SchemeProblem::Repeated { code } => Label::new(
                format!("kelompok `{code}` disebut dua kali, diharapkan sekali"),
                format!("group `{code}` is named twice, expected once"),
            ),
            SchemeProblem::UnknownGroup { code } => {
                Label::new(format!("kelompok `{code}` tidak ada dalam skema"), format!("unknown group `{code}` in the scheme"))
            }
            SchemeProblem::Identity { code } => Label::new(
                format!(
                    "kelompok `{code}` dikenali namanya, diharapkan paling banyak satu penilai dan tidak digabung dengan kelompok anonim"
                ),
                format!("group `{code}` is known by name, expected at most one rater and no pooling with anonymous groups"),
            ),
            SchemeProblem::NoGroup { relation } => Label::new(
                format!("skema tidak memiliki kelompok `{}` yang disyaratkannya", relation.as_str()),
                format!("the scheme has no `{}` group, which it requires", relation.as_str()),
            ),
        }
    }
}

impl Scheme {
    /// Checks the parts.
    ///
    /// # Errors
    /// Every [`SchemeProblem`] found.
    pub fn try_new(parts: SchemeParts) -> Result<Scheme, Vec<SchemeProblem>> {
        let mut problems = Vec::new();
        check_groups(&parts, &mut problems);
        check_weights(&parts, &mut problems);
        check_numbers(&parts, &mut problems);
        if problems.is_empty() { Ok(Scheme { parts }) } else { Err(problems) }
    }

    /// The parts, as checked.
    pub fn parts(&self) -> &SchemeParts {
        &self.parts
    }

    /// The release rule.
    pub fn release(&self) -> &ReleaseRule {
        &self.parts.release
    }

    /// The groups.
    pub fn groups(&self) -> &[RaterGroup] {
        &self.parts.groups
    }

    /// The group with this code.
    pub fn group(&self, code: &RaterGroupCode) -> Option<&RaterGroup> {
        self.parts.groups.iter().find(|group| group.code == *code)
    }

    /// The weight of every group, in the order of [`Scheme::groups`], for somebody who has raters of `present` only.
    ///
    /// A pool's weight stands at its first group; the others of the pool have 0.
    pub fn weights(&self, present: impl Fn(&RaterGroupCode) -> bool) -> Vec<Ratio> {
        // the one that names most of what is missing
        let fits = self.parts.alternatives.iter().filter(|alternative| !alternative.without.iter().any(&present));
        let chosen = fits.max_by_key(|alternative| alternative.without.len());
        let of = |group: &RaterGroup| match (chosen, &self.parts.pool) {
            (Some(alternative), _) => {
                alternative.weights.iter().find(|(code, _)| *code == group.code).map_or(Decimal::ZERO, |(_, weight)| *weight)
            }
            (None, Some(pool)) if pool.groups.contains(&group.code) => {
                if pool.groups.first() == Some(&group.code) {
                    pool.weight
                } else {
                    Decimal::ZERO
                }
            }
            _ => group.weight,
        };
        self.parts.groups.iter().map(|group| Ratio::from(of(group))).collect()
    }

    /// The width no rater's value may be known within, as a share of the scale: the extreme band times the raters it is declared for.
    /// With the usual 0.05 and five raters it is a quarter of the scale, one step of five.
    pub fn stated_width(&self) -> Decimal {
        self.parts.release.extreme_band * Decimal::from(self.parts.release.minimum_for_detail)
    }

    /// The highest threshold a group of so many raters reaches: all that readers may know of its size.
    pub fn raters_band(&self, raters: usize) -> usize {
        let release = &self.parts.release;
        if raters >= release.minimum_for_detail { release.minimum_for_detail } else { release.minimum_for_means }
    }
}

fn check_groups(parts: &SchemeParts, problems: &mut Vec<SchemeProblem>) {
    let mut codes = BTreeSet::new();
    for group in &parts.groups {
        if !codes.insert(&group.code) {
            problems.push(SchemeProblem::Repeated { code: group.code.clone() });
        }
        if group.relation == Relation::Oneself && !group.weight.is_zero() {
            problems.push(SchemeProblem::SelfCounts { found: group.weight });
        }
        let pooled = parts.pool.as_ref().is_some_and(|pool| pool.groups.contains(&group.code));
        if group.identified && (group.maximum > 1 || pooled) && group.relation != Relation::Oneself {
            problems.push(SchemeProblem::Identity { code: group.code.clone() });
        }
    }
    let named = parts.alternatives.iter().flat_map(|a| a.without.iter().chain(a.weights.iter().map(|(code, _)| code)));
    for code in named.chain(parts.pool.iter().flat_map(|pool| &pool.groups)) {
        if !codes.contains(code) {
            problems.push(SchemeProblem::UnknownGroup { code: code.clone() });
        }
    }
    let own = |code: &RaterGroupCode| parts.groups.iter().any(|group| group.code == *code && group.relation == Relation::Oneself);
    for alternative in &parts.alternatives {
        let mut seen = BTreeSet::new();
        for (code, _) in &alternative.weights {
            if !seen.insert(code) {
                problems.push(SchemeProblem::Repeated { code: code.clone() });
            } else if own(code) || alternative.without.contains(code) {
                problems.push(SchemeProblem::Misplaced { code: code.clone() });
            }
        }
        if alternative.without.is_empty() {
            problems.push(SchemeProblem::AlwaysHolds);
        }
    }
    let mut pooled = BTreeSet::new();
    for code in parts.pool.iter().flat_map(|pool| &pool.groups) {
        if !pooled.insert(code) {
            problems.push(SchemeProblem::Repeated { code: code.clone() });
        } else if own(code) {
            problems.push(SchemeProblem::Misplaced { code: code.clone() });
        }
    }
    if parts.validity.superior_required && !parts.groups.iter().any(|g| g.relation == Relation::Superior) {
        problems.push(SchemeProblem::NoGroup { relation: Relation::Superior });
    }
    if parts.validity.anonymous_groups > 0 && parts.groups.iter().all(|g| g.identified) {
        problems.push(SchemeProblem::NoGroup { relation: Relation::Peer });
    }
}

// INVARIANT (weights sum to one): exactly, as decimals
fn check_weights(parts: &SchemeParts, problems: &mut Vec<SchemeProblem>) {
    let pooled = |code: &RaterGroupCode| parts.pool.as_ref().is_some_and(|pool| pool.groups.contains(code));
    let single: Decimal = parts.groups.iter().filter(|g| g.relation != Relation::Oneself && !pooled(&g.code)).map(|g| g.weight).sum();
    let sum = single + parts.pool.as_ref().map_or(Decimal::ZERO, |pool| pool.weight);
    if sum != Decimal::ONE {
        problems.push(SchemeProblem::Weights { of: WeightsOf::Groups, sum });
    }
    for (place, alternative) in parts.alternatives.iter().enumerate() {
        let sum: Decimal = alternative.weights.iter().map(|(_, weight)| *weight).sum();
        if sum != Decimal::ONE {
            problems.push(SchemeProblem::Weights { of: WeightsOf::Alternative(place + 1), sum });
        }
    }
}

fn check_numbers(parts: &SchemeParts, problems: &mut Vec<SchemeProblem>) {
    let mut share = |key: &'static str, found: Decimal| {
        if found < Decimal::ZERO || found > Decimal::ONE {
            problems.push(SchemeProblem::Range { key, found, expected: Label::new("0 sampai 1", "0 to 1") });
        }
    };
    parts.groups.iter().for_each(|group| share("weight", group.weight));
    parts.alternatives.iter().flat_map(|a| &a.weights).for_each(|(_, weight)| share("weights", *weight));
    share("answered-share", parts.release.answered_share);
    share("coverage", parts.validity.coverage);
    if let Some(assumed) = &parts.assumed {
        share("superior-assumed", assumed.superior);
    }
    let band = parts.release.extreme_band;
    if band <= Decimal::ZERO || band > Decimal::new(1, 1) {
        let expected = Label::new("lebih dari 0 dan paling banyak 0.1", "more than 0 and at most 0.1");
        problems.push(SchemeProblem::Range { key: "extreme-band", found: band, expected });
    }
    let (means, detail) = (parts.release.minimum_for_means, parts.release.minimum_for_detail);
    if means < 3 {
        let expected =
            Label::new("sedikitnya 3, agar dua penilai tidak saling mengetahui", "at least 3, so that two raters do not know each other's");
        problems.push(SchemeProblem::Range { key: "minimum-for-means", found: means.into(), expected });
    }
    if detail < means {
        let expected = Label::new("sedikitnya sebanyak `minimum-for-means`", "at least as many as `minimum-for-means`");
        problems.push(SchemeProblem::Range { key: "minimum-for-detail", found: detail.into(), expected });
    }
    for group in &parts.groups {
        if group.minimum > group.maximum {
            let expected = Label::new("paling banyak sebesar `maximum`", "at most `maximum`");
            problems.push(SchemeProblem::Range { key: "minimum", found: group.minimum.into(), expected });
        }
    }
    let duty = parts.duty.iter().flat_map(|duty| {
        [
            ("per-person-not-rated", duty.per_person_not_rated),
            ("per-subordinate-without-raters", duty.per_subordinate_without_raters),
            ("for-not-nominating", duty.for_not_nominating),
            ("cap", duty.cap),
        ]
    });
    for (key, found) in duty.filter(|(_, points)| *points < Decimal::ZERO || *points > Decimal::ONE_THOUSAND) {
        problems.push(SchemeProblem::Range { key, found, expected: Label::new("0 sampai 1000", "0 to 1000") });
    }
    if parts.places > 6 {
        problems.push(SchemeProblem::Range { key: "places", found: parts.places.into(), expected: Label::new("0 sampai 6", "0 to 6") });
    }
}
