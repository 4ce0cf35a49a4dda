//! One person of a synthetic district and three routes to a post.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::career::{CareerMap, Plan, Planner, Standing};
use jenjang::people::id::{PersonId, PositionId};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::PolicySet;

use super::posts::{post_of, posts};

/// How many posts the synthetic district has.
const POSTS: usize = 400;
/// The post everybody of the example strives for: the head of an office.
const TARGET: &str = "dinas-keuangan/kepala";
/// How many people are tried before the best found is shown.
const TRIED: usize = 40;

/// A person, the map, and the routes found.
#[derive(Clone, Debug)]
pub struct CareerExample {
    /// The person.
    pub person: PersonId,
    /// The map of the synthetic district.
    pub map: CareerMap,
    /// The routes.
    pub plan: Plan,
}

/// Three routes of one person to the head of an office: of the people given the first who has three that are possible, or else the one who has most.
/// `None` where nobody has a post on the map.
pub fn career_example(
    set: &PolicySet,
    catalogue: &Arc<Catalogue>,
    people: &[(PersonId, Dossier)],
    as_of: NaiveDate,
) -> Option<CareerExample> {
    let (pattern, _) = crate::career_pattern(catalogue, set);
    let map = CareerMap::new(Arc::new(pattern?), posts(catalogue, POSTS)).ok()?;
    let to: PositionId = TARGET.parse().ok()?;
    let mut best: Option<(usize, PersonId, Plan)> = None;
    {
        let planner = Planner::new(&map, set, as_of, as_of).ok()?;
        for (place, (person, dossier)) in people.iter().enumerate().take(TRIED) {
            let Some(from) = post_of(&map, dossier, place).filter(|from| *from != to) else { continue };
            let Ok(plan) = planner.routes(dossier, Some(&from), &to, 3) else { continue };
            // routes worth showing have a way to go
            let possible = plan.routes.iter().filter(|route| route.standing != Standing::Impossible && route.steps.len() > 1).count();
            if best.as_ref().is_none_or(|(most, _, _)| possible > *most) {
                best = Some((possible, person.clone(), plan));
            }
            if possible >= 3 {
                break;
            }
        }
    }
    best.map(|(_, person, plan)| CareerExample { person, map, plan })
}
