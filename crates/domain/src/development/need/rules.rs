//! The published rules that make needs of findings, prepared for one day, and everything one person needs by them.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Gaps, Need, NeedSource, PersonNeeds, Unknown, Weight, post_of, tier_of};
use crate::competency::{Framework, GapError, GapQuestion, Profile, Standards, standards_for};
use crate::development::DevelopmentRecord;
use crate::development::duty::{YearAccount, elapsed};
use crate::development::forms::{FormPolicies, Forms, FormsError};
use crate::evaluation::shown::Shown;
use crate::index::{half_up, percent};
use crate::legal::{Label, LegalReference};
use crate::people::id::{CompetencyCode, CycleId, UnitId};
use crate::people::record::{EmploymentRecord, LearningRecord};
use crate::people::{CivilServant, View};
use crate::policy::decide::{PolicyOnDate, PrepareError, decide, prepare};
use crate::policy::decision::{Decision, Finding, Outcome, Required, Verdict};
use crate::policy::dossier::Dossier;
use crate::policy::model::PolicySet;
use crate::policy::scale::Choice;
use crate::policy::types::Type;
use crate::policy::value::Value;

/// Which policies say what is a need, and the facts they read. A country's crate names its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeedPolicies {
    /// Eligibility: a 360° score without need.
    pub feedback: &'static str,
    /// Eligibility: a performance label without need.
    pub performance: &'static str,
    /// Eligibility: the yearly duty of learning hours.
    pub duty: &'static str,
    /// Eligibility: no early warning.
    pub warning: &'static str,
    /// Points: of how many people a figure has to be, to be shown.
    pub smallest_group: &'static str,
    /// Points: how many days an activity takes at least.
    pub least_days: &'static str,
    /// Score: the priority of demand.
    pub demand: &'static str,
    /// Classification: the priority by the share of staff not yet competent.
    pub priority: &'static str,
    /// Facts they read.
    pub facts: NeedFacts,
    /// What a form of development is worth.
    pub forms: FormPolicies,
}

/// Names of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeedFacts {
    /// Released 360° score in percent of its scale.
    pub feedback_percent: &'static str,
    /// Day of the release.
    pub feedback_released: &'static str,
    /// Performance labels, newest first.
    pub rating: &'static str,
    /// Employment status.
    pub employment: &'static str,
    /// Learning hours of the year.
    pub hours_this_year: &'static str,
    /// Learning hours owed.
    pub hours_owed: &'static str,
    /// Percent of the year gone by.
    pub year_elapsed: &'static str,
    /// Amount of an activity.
    pub amount: &'static str,
    /// Mean gap of those not yet competent.
    pub mean_gap: &'static str,
    /// Relative weight.
    pub relative_weight: &'static str,
    /// Percent for whose post the competency is critical.
    pub critical_share: &'static str,
    /// Percent not yet competent.
    pub not_competent_share: &'static str,
    /// Percent of those not yet competent who miss learning hours.
    pub missing_hours_share: &'static str,
    /// Whether it is a strategic issue.
    pub strategic: &'static str,
    /// Number of people not yet competent.
    pub not_competent: &'static str,
}

/// Why the rules cannot be had.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NeedRulesError {
    /// No such policy.
    #[error("there is no policy `{0}`")]
    NoPolicy(&'static str),
    /// A policy cannot be prepared for the day.
    #[error(transparent)]
    NotOnDay(#[from] PrepareError),
    /// The forms of development.
    #[error(transparent)]
    Forms(#[from] FormsError),
    /// A policy that gives no number.
    #[error("policy `{0}` gives no whole number, expected one")]
    NoNumber(&'static str),
}

impl NeedRulesError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        match self {
            NeedRulesError::NoPolicy(id) => Label::new(format!("kebijakan `{id}` tidak ada"), self.to_string()),
            NeedRulesError::NotOnDay(error) => error.message(),
            NeedRulesError::Forms(error) => error.message(),
            NeedRulesError::NoNumber(id) => {
                Label::new(format!("kebijakan `{id}` tidak memberi bilangan bulat, diharapkan satu"), self.to_string())
            }
        }
    }
}

/// Why somebody's needs cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NeedError {
    /// Levels gaps cannot be computed with.
    #[error(transparent)]
    Gap(#[from] GapError),
    /// More digits than can be kept.
    #[error("the learning hours have more digits than can be kept exactly")]
    Digits,
}

impl NeedError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        match self {
            NeedError::Gap(error) => error.label(),
            NeedError::Digits => {
                Label::new("jam pelajaran mempunyai angka lebih banyak daripada yang dapat disimpan persis", self.to_string())
            }
        }
    }
}

/// A released 360° figure, as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasedFigure {
    /// The cycle.
    pub cycle: CycleId,
    /// The day of the release.
    pub released: NaiveDate,
    /// Edition of the report.
    pub edition: u32,
    /// The dimension.
    pub dimension: CompetencyCode,
    /// Its name.
    pub label: Label,
    /// The figure.
    pub shown: Shown,
    /// Lowest and highest point of the scale.
    pub scale: (Decimal, Decimal),
}

/// What is known of one person.
#[derive(Clone, Copy, Debug)]
pub struct NeedSources<'a> {
    /// The person.
    pub servant: &'a CivilServant,
    /// Where the person works.
    pub unit: Option<&'a UnitId>,
    /// What was assessed, at most one profile per framework.
    pub profiles: &'a [Profile],
    /// Released 360° figures.
    pub feedback: &'a [ReleasedFigure],
    /// Records of development.
    pub activities: &'a [DevelopmentRecord],
    /// The frameworks standards are written against.
    pub frameworks: &'a [Framework],
    /// The standards.
    pub standards: &'a [Standards],
}

/// The duty of learning hours of one person in a year.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Duty {
    /// What counted.
    pub account: YearAccount,
    /// Hours owed; `None` where nobody knows whether the duty binds. Zero where it does not bind.
    pub owed: Option<Decimal>,
    /// Where the duty comes from.
    pub reference: Option<LegalReference>,
    /// Hours missing.
    pub missing: Decimal,
    /// Early warnings, with the rule each comes from.
    pub warnings: Vec<Warning>,
}

/// An early warning.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Warning {
    /// Code of the criterion.
    pub code: Arc<str>,
    /// What it checks.
    pub label: Label,
    /// Hours there should be by now.
    pub expected: Option<Decimal>,
    /// Where it comes from.
    pub reference: LegalReference,
}

/// The rules on one day.
#[derive(Clone, Debug)]
pub struct NeedRules {
    policies: NeedPolicies,
    as_of: NaiveDate,
    feedback: PolicyOnDate,
    performance: PolicyOnDate,
    duty: PolicyOnDate,
    warning: PolicyOnDate,
    least_days: PolicyOnDate,
    /// The score policy of demand.
    pub demand: PolicyOnDate,
    /// The classification of shares.
    pub priority: PolicyOnDate,
    /// Of how many people a figure has to be, to be shown to others than HR officers of the unit.
    pub smallest_group: u32,
    /// The forms of development.
    pub forms: Forms,
}

impl NeedRules {
    /// The rules of a set on `view.as_of`, as known on `view.known_at`.
    ///
    /// # Errors
    /// [`NeedRulesError`] where a policy is not there, or no version is in force on the day.
    pub fn on(set: &PolicySet, policies: &NeedPolicies, view: View) -> Result<NeedRules, NeedRulesError> {
        let on = |id: &'static str| -> Result<PolicyOnDate, NeedRulesError> {
            let policy = set.get(id).ok_or(NeedRulesError::NoPolicy(id))?;
            Ok(prepare(set, policy, view.as_of, view.known_at)?)
        };
        let group = on(policies.smallest_group)?;
        let empty = Dossier::new(Arc::clone(&group.policy().catalogue), view.as_of);
        let smallest_group = match decide(&group, &empty, &[]).outcome {
            Outcome::Value(Value::Number(number)) if number.fract().is_zero() => number.to_u32(),
            _ => None,
        };
        Ok(NeedRules {
            policies: *policies,
            as_of: view.as_of,
            feedback: on(policies.feedback)?,
            performance: on(policies.performance)?,
            duty: on(policies.duty)?,
            warning: on(policies.warning)?,
            least_days: on(policies.least_days)?,
            demand: on(policies.demand)?,
            priority: on(policies.priority)?,
            smallest_group: smallest_group.ok_or(NeedRulesError::NoNumber(policies.smallest_group))?,
            forms: Forms::on(set, &policies.forms, view)?,
        })
    }

    /// The day.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The names of the facts.
    pub fn facts(&self) -> &NeedFacts {
        &self.policies.facts
    }

    /// Everything one person needs, with the account of the year's hours.
    ///
    /// # Errors
    /// [`NeedError`] for levels or hours that cannot be computed with.
    pub fn needs(&self, sources: &NeedSources<'_>) -> Result<(PersonNeeds, Duty), NeedError> {
        let mut found = PersonNeeds::new(sources.servant.id().clone(), sources.unit.cloned(), self.as_of);
        self.gaps(sources, &mut found)?;
        self.feedback(sources.feedback, &mut found);
        self.performance(sources.servant, &mut found);
        let duty = self.duty(sources.servant, sources.activities)?;
        self.hours(&duty, &mut found);
        Ok((found, duty))
    }

    fn gaps(&self, sources: &NeedSources<'_>, found: &mut PersonNeeds) -> Result<(), NeedError> {
        let view = View::on(self.as_of);
        let positions = sources.servant.registers().positions.consulted();
        let Some(position) = positions.and_then(|positions| positions.held(view)) else {
            found.unknown.push(Unknown::Position);
            return Ok(());
        };
        let (post, tier) = (post_of(position, sources.standards), tier_of(position));
        let standards = standards_for(sources.standards, post.as_ref(), tier.as_ref(), self.as_of);
        if standards.is_empty() {
            found.unknown.push(Unknown::Standard);
        }
        for standard in standards {
            let of = standard.standards.framework();
            let Some(framework) = sources.frameworks.iter().find(|framework| framework.id() == of) else { continue };
            let profile = sources.profiles.iter().find(|profile| profile.framework() == of);
            let question = GapQuestion { found: standard, framework, profile, tier: tier.as_ref(), as_of: self.as_of };
            let gaps = Gaps::of(&question)?;
            found.standards.push(gaps.standard);
            found.needs.extend(gaps.needs);
            found.not_measured.extend(gaps.not_measured);
            found.met.extend(gaps.met);
        }
        Ok(())
    }

    /// Needs from released figures: of each dimension the one released last. A figure that readers see as a range makes a need only where all of the
    /// range does.
    fn feedback(&self, figures: &[ReleasedFigure], found: &mut PersonNeeds) {
        let mut latest: Vec<&ReleasedFigure> = Vec::new();
        for figure in figures.iter().filter(|figure| figure.released <= self.as_of) {
            let newer = |other: &ReleasedFigure| (figure.released, &figure.cycle) > (other.released, &other.cycle);
            match latest.iter_mut().find(|other| other.dimension == figure.dimension) {
                Some(other) if newer(other) => *other = figure,
                Some(_) => {}
                None => latest.push(figure),
            }
        }
        if latest.is_empty() {
            found.unknown.push(Unknown::Feedback);
        }
        found.needs.extend(latest.into_iter().filter_map(|figure| self.figure(figure)));
    }

    fn figure(&self, figure: &ReleasedFigure) -> Option<Need> {
        let highest = match figure.shown {
            Shown::Exact(value) => value,
            Shown::Between(_, high) => high,
        };
        let (low, high) = figure.scale;
        let width = high.checked_sub(low)?;
        let share = percent(highest.checked_sub(low)?, width)?;
        let facts = self.facts();
        let decision =
            self.ask(&self.feedback, &[(facts.feedback_percent, share.into()), (facts.feedback_released, Value::Date(figure.released))]);
        let finding = not_met(&decision)?;
        let threshold = at_least(finding).and_then(number)?;
        let threshold = low.checked_add(width.checked_mul(threshold)?.checked_div(Decimal::ONE_HUNDRED)?)?.normalize();
        Some(Need {
            size: threshold.checked_sub(highest)?.normalize(),
            weight: Weight::AVERAGE,
            since: figure.released,
            reference: finding.reference.clone(),
            source: NeedSource::Feedback {
                cycle: figure.cycle.clone(),
                dimension: figure.dimension.clone(),
                label: figure.label.clone(),
                shown: figure.shown,
                edition: figure.edition,
                scale: figure.scale,
                threshold,
            },
        })
    }

    fn performance(&self, servant: &CivilServant, found: &mut PersonNeeds) {
        let view = View::on(self.as_of);
        let Some(record) = servant.registers().performance.consulted().and_then(|history| history.latest(view)) else {
            found.unknown.push(Unknown::Performance);
            return;
        };
        let fact = self.facts().rating;
        let Some(label) = self.choice(&self.performance, fact, record.label.as_str()) else { return };
        let rating = Value::List(vec![Value::Choice(label.clone())].into());
        let decision = self.ask(&self.performance, &[(fact, rating)]);
        let Some(finding) = not_met(&decision) else { return };
        let Some(Value::Choice(expected)) = at_least(finding) else { return };
        let since = NaiveDate::from_ymd_opt(record.year.saturating_add(1), 1, 1).unwrap_or(self.as_of);
        found.needs.push(Need {
            size: Decimal::from(expected.rank().saturating_sub(label.rank())),
            weight: Weight::AVERAGE,
            since,
            reference: finding.reference.clone(),
            source: NeedSource::Performance {
                year: record.year,
                label: record.label.clone(),
                name: label.label().clone(),
                expected: expected.label().clone(),
            },
        });
    }

    /// The duty of one person in the year of the day, with early warnings.
    ///
    /// # Errors
    /// [`NeedError::Digits`].
    pub fn duty(&self, servant: &CivilServant, activities: &[DevelopmentRecord]) -> Result<Duty, NeedError> {
        let view = View::on(self.as_of);
        let register: Option<Vec<LearningRecord>> =
            servant.registers().learning.consulted().map(|history| history.visible(view).cloned().collect());
        let account = YearAccount::of(register.as_deref(), activities, self.as_of, &self.forms).ok_or(NeedError::Digits)?;
        let employment = servant.registers().employments.consulted().and_then(|history| history.latest(view));
        let facts = self.facts();
        let status = |record: &EmploymentRecord| self.choice(&self.duty, facts.employment, record.status.as_str());
        let employment = employment.and_then(status).map_or(Value::Missing, Value::Choice);
        let decision = self.ask(&self.duty, &[(facts.employment, employment), (facts.hours_this_year, account.total.into())]);
        let finding = decision.findings.first();
        let (owed, reference) = match finding {
            Some(finding) if finding.verdict == Verdict::NotApplicable => (Some(Decimal::ZERO), Some(finding.reference.clone())),
            Some(finding) if finding.verdict == Verdict::Unknown => (None, Some(finding.reference.clone())),
            Some(finding) => (at_least(finding).and_then(number), Some(finding.reference.clone())),
            None => (None, None),
        };
        let missing = owed.map_or(Decimal::ZERO, |owed| account.lacking(owed));
        let warnings =
            owed.filter(|owed| !owed.is_zero() && account.register_consulted).map_or_else(Vec::new, |owed| self.warnings(&account, owed));
        Ok(Duty { account, owed, reference, missing, warnings })
    }

    fn warnings(&self, account: &YearAccount, owed: Decimal) -> Vec<Warning> {
        let (gone, all) = elapsed(self.as_of);
        let share = percent(Decimal::from(gone), Decimal::from(all)).map_or(Value::Missing, |share| half_up(share, 2).into());
        let facts = self.facts();
        let given = [(facts.hours_this_year, account.total.into()), (facts.hours_owed, owed.into()), (facts.year_elapsed, share)];
        let decision = self.ask(&self.warning, &given);
        let failed = decision.findings.iter().filter(|finding| finding.verdict == Verdict::NotMet);
        failed
            .map(|finding| Warning {
                code: Arc::clone(&finding.code),
                label: label(&self.warning, &finding.code),
                expected: at_least(finding).and_then(number).map(|hours| half_up(hours, 2)),
                reference: finding.reference.clone(),
            })
            .collect()
    }

    fn hours(&self, duty: &Duty, found: &mut PersonNeeds) {
        if !duty.account.register_consulted {
            // INVARIANT (silence is not zero): nobody looked, so nothing is known to be missing
            found.unknown.push(Unknown::LearningRegister);
            if duty.owed.is_none() {
                found.unknown.push(Unknown::Employment);
            }
            return;
        }
        let Some(owed) = duty.owed else {
            found.unknown.push(Unknown::Employment);
            return;
        };
        let (Some(reference), false) = (&duty.reference, duty.missing.is_zero()) else { return };
        let year = self.as_of.year();
        found.needs.push(Need {
            size: duty.missing,
            weight: Weight::AVERAGE,
            since: NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(self.as_of),
            reference: reference.clone(),
            source: NeedSource::Hours { year, counted: duty.account.total, owed },
        });
    }

    /// How many days an activity takes at least; `None` where the rules do not say.
    pub fn least_days(&self, form: &str, amount: Decimal) -> Option<u32> {
        let form = self.choice(&self.least_days, self.policies.forms.form, &self.forms.get(form)?.code)?;
        let given = [(self.policies.forms.form, Value::Choice(form)), (self.facts().amount, amount.into())];
        match self.ask(&self.least_days, &given).outcome {
            Outcome::Value(Value::Number(days)) => days.to_u32(),
            _ => None,
        }
    }

    fn ask(&self, policy: &PolicyOnDate, facts: &[(&str, Value)]) -> Decision {
        decide(policy, &dossier(policy, facts), &[])
    }

    fn choice(&self, policy: &PolicyOnDate, fact: &str, code: &str) -> Option<Choice> {
        let catalogue = &policy.policy().catalogue;
        let mut ty = &catalogue.fact(catalogue.find(fact)?).ty;
        if let Type::List { item, .. } = ty {
            ty = item;
        }
        if let Type::Choice(scale) = ty { Choice::parse(scale, code) } else { None }
    }
}

/// The facts given; a name the catalogue does not have stays unknown.
pub(crate) fn dossier(policy: &PolicyOnDate, facts: &[(&str, Value)]) -> Dossier {
    let catalogue = &policy.policy().catalogue;
    let mut dossier = Dossier::new(Arc::clone(catalogue), policy.as_of());
    for (name, value) in facts {
        if let Some(fact) = catalogue.find(name) {
            dossier.set(fact, value.clone());
        }
    }
    dossier
}

fn label(policy: &PolicyOnDate, code: &Arc<str>) -> Label {
    let criterion = policy.policy().criteria.iter().find(|criterion| criterion.code == *code);
    criterion.map_or_else(|| Label::same(Arc::clone(code)), |criterion| criterion.label.clone())
}

fn not_met(decision: &Decision) -> Option<&Finding> {
    decision.findings.iter().find(|finding| finding.verdict == Verdict::NotMet)
}

fn at_least(finding: &Finding) -> Option<&Value> {
    if let Required::AtLeast(value) = &finding.measure.required { Some(value) } else { None }
}

fn number(value: &Value) -> Option<Decimal> {
    if let Value::Number(number) = value { Some(*number) } else { None }
}
