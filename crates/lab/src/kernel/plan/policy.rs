//! A policy as a whole: what comes out, and every part of it that is asked for.

use std::sync::Arc;

use jenjang::number::RoundingMode;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::document::{Kind as PolicyKind, MissingRule, WeightSum};
use jenjang::policy::expression::node::{Comparison, Function};
use jenjang::policy::model::Member;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;

use super::compare::{number_limit, test};
use super::missing::Named;
use super::{Kind, NoOperation, Planned, Planner, Scope, Vector};
use crate::answers::Detail;
use crate::kernel::operation::{Binary, Blanks, MaskId, MaskInfo, MaskOp, Operand, Places};

/// Where the answers of one policy stand after a block has run.
#[derive(Clone, Debug)]
pub(in crate::kernel) struct PolicyPlan {
    pub(in crate::kernel) outcome: Outcome,
    /// Answers of criteria in force: met, not met, unknown, and none where it does not apply.
    pub(in crate::kernel) criteria: Vec<MaskId>,
    pub(in crate::kernel) groups: Vec<MaskId>,
    /// For each criterion the facts that keep it unknown; absent where they are asked person by person.
    pub(in crate::kernel) names: Vec<Option<Vec<Named>>>,
    /// Parts of a score; absent where one has no operation, and people are asked one by one.
    pub(in crate::kernel) parts: Option<Parts>,
}

/// What comes out.
#[derive(Clone, Debug)]
pub(in crate::kernel) enum Outcome {
    /// Eligible, not eligible or unknown.
    Eligibility(MaskId),
    /// Truth values of a classification.
    Truth(MaskId),
    /// Integers.
    Vector(Vector),
    /// No operation: person by person.
    OneByOne,
}

/// Components, tie-breakers and bands.
#[derive(Clone, Debug, Default)]
pub(in crate::kernel) struct Parts {
    pub(in crate::kernel) components: Vec<Vector>,
    pub(in crate::kernel) tie_breaks: Vec<Planned>,
    pub(in crate::kernel) bands: Vec<(u16, Planned)>,
}

impl<'k> Planner<'k> {
    /// Plans a policy with the detail asked for.
    pub(in crate::kernel) fn policy(&mut self, policy: &'k Arc<PolicyOnDate>, detail: Detail) -> PolicyPlan {
        let mut plan = PolicyPlan { outcome: Outcome::OneByOne, criteria: Vec::new(), groups: Vec::new(), names: Vec::new(), parts: None };
        if policy.policy().kind == PolicyKind::Eligibility {
            let Ok((criteria, groups, outcome)) = self.eligibility(policy, 0) else { return plan };
            plan.outcome = Outcome::Eligibility(outcome);
            if detail >= Detail::Criteria {
                (plan.criteria, plan.groups) = (criteria, groups);
                plan.parts = self.tie_breaks(policy, None).ok().map(|tie_breaks| Parts { tie_breaks, ..Parts::default() });
            }
            if detail >= Detail::Missing {
                plan.names = plan
                    .criteria
                    .iter()
                    .zip(policy.criteria())
                    .map(|(mask, criterion)| self.named(policy, *mask, criterion).ok())
                    .collect();
            }
            return plan;
        }
        plan.outcome = self.result(policy, 0).unwrap_or(Outcome::OneByOne);
        if detail >= Detail::Criteria {
            let total = if let Outcome::Vector(total) = &plan.outcome { Some(total.clone()) } else { None };
            plan.parts = self.parts(policy, total.as_ref()).ok();
        }
        plan
    }

    /// Masks of criteria in force, of groups, and of what comes out.
    fn eligibility(&mut self, policy: &'k PolicyOnDate, depth: u32) -> Result<(Vec<MaskId>, Vec<MaskId>, MaskId), NoOperation> {
        let scope = Scope { depth, ..Scope::of(policy) };
        let declared = policy.policy();
        let mut places: Vec<Option<usize>> = vec![None; declared.criteria.len()];
        let (mut criteria, mut may_not_apply) = (Vec::new(), Vec::new());
        for criterion in policy.criteria() {
            if let Some(place) = places.get_mut(usize::from(criterion.index)) {
                *place = Some(criteria.len());
            }
            let require = self.mask(scope, &criterion.require.folded)?;
            let (mask, open) = match &criterion.when {
                None => (self.settled(require), None),
                Some(when) => {
                    let when = self.mask(scope, &when.folded)?;
                    self.criterion(when, require)
                }
            };
            criteria.push(mask);
            may_not_apply.push(open);
        }
        let mut groups: Vec<Option<MaskId>> = vec![None; declared.groups.len()];
        // a group may name groups after it; each round settles at least one
        for _ in 0..declared.groups.len() {
            for (at, group) in declared.groups.iter().enumerate() {
                let members: Option<Vec<(MaskId, Option<MaskId>)>> = (group.of.iter())
                    .filter_map(|member| match member {
                        Member::Criterion(index) => {
                            let place = places.get(usize::from(*index)).copied().flatten()?;
                            Some(Some((*criteria.get(place)?, may_not_apply.get(place).copied().flatten())))
                        }
                        Member::Group(index) => Some(groups.get(usize::from(*index)).copied().flatten().map(|mask| (mask, None))),
                    })
                    .collect();
                if let (Some(members), Some(place)) = (members, groups.get_mut(at))
                    && place.is_none()
                {
                    let open = members.iter().any(|(mask, open)| self.program.mask(*mask).missing || open.is_some());
                    let info = MaskInfo { missing: open, none: true };
                    *place = Some(self.add_mask(MaskOp::AtLeast(group.at_least, members), info));
                }
            }
        }
        let groups = groups.into_iter().collect::<Option<Vec<MaskId>>>().ok_or(NoOperation)?;
        let mut required = Vec::with_capacity(declared.required.len());
        for member in &declared.required {
            let mask = match member {
                Member::Criterion(index) => places.get(usize::from(*index)).copied().flatten().and_then(|place| criteria.get(place)),
                Member::Group(index) => groups.get(usize::from(*index)),
            };
            if let Some(mask) = mask {
                required.push(self.granted(*mask));
            }
        }
        let outcome = self.all(required);
        Ok((criteria, groups, outcome))
    }

    /// A criterion that applies only to some, and who meets it while nobody knows whether it applies.
    fn criterion(&mut self, when: MaskId, require: MaskId) -> (MaskId, Option<MaskId>) {
        let (condition, requirement) = (self.program.mask(when), self.program.mask(require));
        let info = MaskInfo { missing: condition.missing || requirement.missing, none: true };
        let mask = self.add_mask(MaskOp::Criterion { when, require }, info);
        let open = condition.missing.then(|| {
            let open = self.is_missing(Blanks::Mask(when));
            let met = self.add_mask(MaskOp::Yes(require), MaskInfo::default());
            self.all(vec![open, met])
        });
        (mask, open)
    }

    /// What does not apply asks nothing.
    fn granted(&mut self, mask: MaskId) -> MaskId {
        let info = self.program.mask(mask);
        if info.none { self.add_mask(MaskOp::Granted(mask), MaskInfo { none: false, ..info }) } else { mask }
    }

    /// The outcome of a policy another one uses, as a truth value.
    pub(super) fn outcome_truth(&mut self, policy: &'k Arc<PolicyOnDate>, depth: u32) -> Result<MaskId, NoOperation> {
        let key = Arc::as_ptr(policy) as usize;
        if let Some(known) = self.outcomes.get(&key) {
            return Ok(*known);
        }
        let mask = match policy.policy().kind {
            PolicyKind::Eligibility => self.eligibility(policy, depth + 1)?.2,
            _ => match self.result(policy, depth + 1)? {
                Outcome::Truth(mask) => mask,
                _ => return Err(NoOperation),
            },
        };
        self.outcomes.insert(key, mask);
        Ok(mask)
    }

    /// The outcome of a policy another one uses, as a value.
    pub(super) fn outcome_value(&mut self, policy: &'k Arc<PolicyOnDate>, depth: u32) -> Result<Vector, NoOperation> {
        let key = Arc::as_ptr(policy) as usize;
        if let Some(known) = self.totals.get(&key) {
            return known.clone().ok_or(NoOperation);
        }
        let value = match self.result(policy, depth + 1) {
            Ok(Outcome::Vector(vector)) => Some(vector),
            _ => None,
        };
        self.totals.insert(key, value.clone());
        value.ok_or(NoOperation)
    }

    /// What a score, points or classification policy gives.
    fn result(&mut self, policy: &'k PolicyOnDate, depth: u32) -> Result<Outcome, NoOperation> {
        let scope = Scope { depth, ..Scope::of(policy) };
        let declared = policy.policy();
        if declared.kind == PolicyKind::Score {
            return self.total(scope).map(Outcome::Vector);
        }
        let rule = declared.points.as_ref().or(declared.classification.as_ref()).ok_or(NoOperation)?;
        let tree = &policy.result().ok_or(NoOperation)?.result.folded;
        if tree.ty == Type::Boolean {
            return self.mask(scope, tree).map(Outcome::Truth);
        }
        let value = self.vector(scope, tree)?;
        let value = match (&value.kind, rule.rounding) {
            (Kind::Number { .. }, Some(rounding)) => self.rounded(&value, rounding.places, places(rounding.mode))?,
            _ => value,
        };
        match (&value.kind, rule.range) {
            (Kind::Number { .. }, Some(range)) => self.inside_range(&value, range).map(Outcome::Vector),
            _ => Ok(Outcome::Vector(value)),
        }
    }

    /// A number outside its range is not given out.
    fn inside_range(&mut self, value: &Vector, (low, high): (Decimal, Decimal)) -> Result<Vector, NoOperation> {
        let Kind::Number { places } = value.kind else { return Err(NoOperation) };
        let below = self.test_vector(value.id, test(Comparison::Less, number_limit(places, low)?));
        let above = self.test_vector(value.id, test(Comparison::Greater, number_limit(places, high)?));
        let outside = self.any(vec![below, above]);
        let outside = match self.program.mask(outside) {
            MaskInfo { missing: false, none: false } => outside,
            _ => self.add_mask(MaskOp::Yes(outside), MaskInfo::default()),
        };
        Ok(Vector { id: self.hidden(value.id, outside), kind: value.kind.clone() })
    }

    /// Components as they count.
    fn components(&mut self, scope: Scope<'_, 'k>) -> Result<Vec<Vector>, NoOperation> {
        let mut components = Vec::new();
        for component in scope.policy.components() {
            let declared = scope.policy.policy().components.get(usize::from(component.index)).ok_or(NoOperation)?;
            let value = self.vector(scope, &component.value.folded)?;
            if !matches!(value.kind, Kind::Number { .. }) {
                return Err(NoOperation);
            }
            components.push(match declared.range {
                Some(range) => self.inside_range(&value, range)?,
                None => value,
            });
        }
        Ok(components)
    }

    /// The rounded total of a score.
    fn total(&mut self, scope: Scope<'_, 'k>) -> Result<Vector, NoOperation> {
        let policy = scope.policy;
        let rule = policy.policy().score.as_ref().ok_or(NoOperation)?;
        let components = self.components(scope)?;
        if let MissingRule::Renormalise { .. } = rule.missing {
            let blank = |vector: &Vector| {
                let info = self.program.vector(vector.id);
                info.missing || info.none
            };
            let weights: Decimal =
                policy.components().iter().filter_map(|c| if let Value::Number(w) = c.weight { Some(w) } else { None }).sum();
            let least = match (rule.missing, rule.weights) {
                (MissingRule::Renormalise { minimum_weight }, WeightSum::Percent) => minimum_weight * Decimal::ONE_HUNDRED,
                (MissingRule::Renormalise { minimum_weight }, _) => minimum_weight,
                _ => Decimal::ZERO,
            };
            // where every part is there, weight over weight is one; else the parts that are there differ from person to person
            if components.iter().any(blank) || weights.is_zero() || weights < least {
                return Err(NoOperation);
            }
        }
        let mut sum = Vector { id: self.as_vector(Operand::Number(0)), kind: Kind::Number { places: 0 } };
        for (component, value) in policy.components().iter().zip(&components) {
            let Value::Number(weight) = component.weight else { return Err(NoOperation) };
            let weight = weight.normalize();
            let Kind::Number { places } = value.kind else { return Err(NoOperation) };
            let factor = i64::try_from(weight.mantissa()).map_err(|_| NoOperation)?;
            let part = self.binary(Binary::Multiply, Operand::Vector(value.id), Operand::Number(factor))?;
            let part = Vector { id: self.as_vector(part), kind: Kind::Number { places: places + weight.scale() } };
            sum = self.joined(Function::Sum, &sum, &part)?;
        }
        if rule.weights == WeightSum::Percent {
            let Kind::Number { places } = sum.kind else { return Err(NoOperation) };
            sum.kind = Kind::Number { places: places + 2 };
        }
        if let Some(rounding) = rule.rounding {
            sum = self.rounded(&sum, rounding.places, places(rounding.mode))?;
        }
        match rule.range {
            Some(range) => self.inside_range(&sum, range),
            None => Ok(sum),
        }
    }

    fn tie_breaks(&mut self, policy: &'k PolicyOnDate, total: Option<&Vector>) -> Result<Vec<Planned>, NoOperation> {
        let scope = Scope { score: total, ..Scope::of(policy) };
        policy.tie_breaks().iter().map(|tree| self.planned(scope, &tree.folded)).collect()
    }

    fn planned(&mut self, scope: Scope<'_, 'k>, node: &'k jenjang::policy::expression::node::Node) -> Result<Planned, NoOperation> {
        if node.ty == Type::Boolean { self.mask(scope, node).map(Planned::Mask) } else { self.vector(scope, node).map(Planned::Vector) }
    }

    fn parts(&mut self, policy: &'k PolicyOnDate, total: Option<&Vector>) -> Result<Parts, NoOperation> {
        let declared = policy.policy();
        let is_score = declared.kind == PolicyKind::Score;
        let scope = Scope { score: total.filter(|_| is_score), ..Scope::of(policy) };
        let components = if is_score { self.components(Scope::of(policy))? } else { Vec::new() };
        let tie_breaks = self.tie_breaks(policy, scope.score)?;
        let mut bands = Vec::new();
        for (at, table) in declared.tables.iter().enumerate() {
            if table.bands.is_some() {
                let at = u16::try_from(at).map_err(|_| NoOperation)?;
                bands.push((at, self.table(scope, at)?));
            }
        }
        Ok(Parts { components, tie_breaks, bands })
    }
}

fn places(mode: RoundingMode) -> Places {
    match mode {
        RoundingMode::HalfUp => Places::HalfUp,
        RoundingMode::HalfEven => Places::HalfEven,
        RoundingMode::HalfDown => Places::HalfDown,
        RoundingMode::Up => Places::Up,
        RoundingMode::Down => Places::Down,
    }
}
