//! What a run asks before it begins: are the facts there.

use std::collections::BTreeSet;
use std::sync::Arc;

use jenjang::policy::expression::node::NodeKind;
use jenjang::policy::value::FactIndex;

use super::plan::{absent, plain};
use crate::error::LabError;
use crate::population::{Population, Wanted};

/// Says which facts have no column. A fact that the catalogue derives from others is there when those are.
///
/// # Errors
/// [`LabError::Refused`] names every fact and column that is not there, what is there, and the nearest of it.
pub fn require(population: &dyn Population, wanted: &Wanted) -> Result<(), LabError> {
    let catalogue = population.catalogue();
    let there: BTreeSet<FactIndex> = population.facts().into_iter().collect();
    let others = population.others();
    let lacking: Vec<FactIndex> = wanted.facts.iter().copied().filter(|fact| !is_there(population, &there, *fact, 0)).collect();
    let names = |facts: &mut dyn Iterator<Item = FactIndex>| -> Vec<Arc<str>> {
        facts.map(|fact| Arc::clone(&catalogue.fact(fact).name)).collect()
    };
    let columns: Vec<Arc<str>> = names(&mut there.iter().copied()).into_iter().chain(others.iter().cloned()).collect();
    if let Some(first) = lacking.first() {
        let all = names(&mut lacking.iter().copied()).iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let name = &catalogue.fact(*first).name;
        let same = |column: &&Arc<str>| plain(column).contains(&plain(name)) || plain(name).contains(&plain(column));
        let near = columns.iter().find(|column| same(column) && !plain(column).is_empty());
        let (id, en) = jenjang::policy::expression::suggest::suggestion(
            jenjang::policy::expression::suggest::nearest(name, columns.iter().map(|name| &**name)).or(near.map(|near| &**near)),
        );
        let list = columns.iter().take(60).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        return Err(LabError::refused(
            format!("populasi tidak memiliki kolom untuk fakta {all}{id}; kolom yang ada: {list}"),
            format!("the population has no column for the facts {all}{en}; columns there: {list}"),
        ));
    }
    match wanted.others.iter().find(|name| !others.contains(name)) {
        Some(name) => Err(absent("population", name, others.iter().map(|name| &**name))),
        None => Ok(()),
    }
}

fn is_there(population: &dyn Population, there: &BTreeSet<FactIndex>, fact: FactIndex, depth: usize) -> bool {
    if there.contains(&fact) {
        return true;
    }
    let Some(derivation) = population.catalogue().fact(fact).derive.as_ref().filter(|_| depth < 20) else { return false };
    let mut all = true;
    derivation.walk(&mut |node| {
        if let NodeKind::Fact(source) = node.kind {
            all &= is_there(population, there, source, depth + 1);
        }
    });
    all
}
