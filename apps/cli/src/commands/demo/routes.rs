//! One person's routes to a post.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::career::{CareerMap, Plan, Planner};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::model::PolicySet;
use jenjang_asn::synthetic::{post_of, posts};

use super::district::{Candidate, missing};
use crate::output::Failure;

/// Routes wanted.
const ROUTES: usize = 3;
/// Posts of the district on the map.
const POSTS: usize = 120;
/// How many people are tried.
const PEOPLE: usize = 5;

/// A map, and a plan on it.
pub(super) struct Routes {
    pub(super) map: CareerMap,
    /// Who, by place in the district, and the plan; absent where the district is too small for any.
    pub(super) plan: Option<(usize, Plan)>,
}

/// The plan with the most routes that arrive in time, and of those the one in which least is missing.
pub(super) fn plan(set: &PolicySet, catalogue: &Arc<Catalogue>, candidates: &[Candidate], as_of: NaiveDate) -> Result<Routes, Failure> {
    let (pattern, _) = jenjang_asn::career_pattern(catalogue, set);
    let pattern = pattern.ok_or_else(|| missing("career/national"))?;
    let refused = |message| Failure { message };
    let map = CareerMap::new(Arc::new(pattern), posts(catalogue, POSTS))
        .map_err(|errors| refused(errors.first().map(|e| e.message()).unwrap_or_default()))?;
    let planner = Planner::new(&map, set, as_of, as_of).map_err(|e| refused(e.message()))?;
    let mut best: Option<(usize, Plan)> = None;
    for (place, candidate) in candidates.iter().enumerate().take(PEOPLE) {
        let from = post_of(&map, &candidate.dossier, place);
        for target in map.posts().iter().filter(|post| Some(&post.id) != from.as_ref()).step_by(7) {
            // who stands in no post of the map, or is already beyond the target, is passed over
            let Ok(plan) = planner.routes(&candidate.dossier, from.as_ref(), &target.id, ROUTES) else { continue };
            if best.as_ref().is_none_or(|(_, found)| order(&plan) < order(found)) {
                best = Some((place, plan));
            }
        }
    }
    drop(planner);
    Ok(Routes { map, plan: best })
}

fn order(plan: &Plan) -> (usize, usize) {
    let reached = plan.routes.iter().filter(|route| route.arrival.is_some()).count();
    (ROUTES.saturating_sub(reached), plan.routes.iter().map(|route| route.needs() + route.steps.len()).sum())
}
