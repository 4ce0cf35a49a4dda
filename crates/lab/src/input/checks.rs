//! What a run asks before it begins: are the facts there, and is anybody there twice.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use jenjang::policy::expression::node::NodeKind;
use jenjang::policy::value::{FactIndex, Value};

use super::plan::{ID, absent, plain};
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

/// People who are there more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duplicates {
    /// Rows beyond the first of their id.
    pub count: u64,
    /// People without an id: they cannot be told apart, and are not counted.
    pub without_id: u64,
    /// Up to a hundred of the rows, in order.
    pub shown: Vec<Duplicate>,
}

/// A row whose id stood in an earlier row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The row, from 1.
    pub row: u64,
    /// The row where the id stood first.
    pub first: u64,
    /// The id.
    pub id: Arc<str>,
}

/// How many duplicates are shown.
const SHOWN: usize = 100;

/// People told apart in one pass: eight bytes each.
const PASS: u64 = 1 << 23;

/// Looks for people who are there more than once, by a column that is no fact ([`ID`] where the table has one).
///
/// People are told apart by 64-bit digests with a secret of the run (two ids of five million are taken for one with a chance of one in a
/// million; what is shown is compared as text). Memory stays at eight bytes for each of 8,388,608 people: a larger population is gone
/// through several times, the same digests together each time.
///
/// # Errors
/// Those of reading; [`LabError::Refused`] where there is no such column.
pub fn duplicates(population: &dyn Population, id: Option<&str>) -> Result<Duplicates, LabError> {
    let id: Arc<str> = Arc::from(id.unwrap_or(ID));
    let wanted = Wanted { facts: Vec::new(), others: vec![Arc::clone(&id)] };
    require(population, &wanted)?;
    let secret = RandomState::new();
    let passes = population.people().unwrap_or(PASS).div_ceil(PASS).max(1);
    let (mut found, mut twice) = (Duplicates::default(), BTreeSet::new());
    for pass in 0..passes {
        let mut digests: Vec<u64> = Vec::new();
        each_id(population, &wanted, &id, |_, value| match value {
            None => found.without_id += u64::from(pass == 0),
            Some(text) => {
                let digest = secret.hash_one(text);
                if digest % passes == pass {
                    digests.push(digest);
                }
            }
        })?;
        digests.sort_unstable();
        for (one, next) in digests.iter().zip(digests.iter().skip(1)) {
            if one == next {
                found.count += 1;
                if twice.len() < 1 << 16 {
                    twice.insert(*one);
                }
            }
        }
    }
    if found.count > 0 {
        let mut first: BTreeMap<String, u64> = BTreeMap::new();
        let candidates: HashSet<u64> = twice.into_iter().collect();
        each_id(population, &wanted, &id, |row, value| {
            let Some(text) = value.filter(|text| found.shown.len() < SHOWN && candidates.contains(&secret.hash_one(*text))) else { return };
            match first.get(text) {
                Some(first) => found.shown.push(Duplicate { row, first: *first, id: Arc::from(text) }),
                None => _ = first.insert(text.to_owned(), row),
            }
        })?;
    }
    Ok(found)
}

/// Goes through the ids in order, with their rows from 1.
fn each_id(population: &dyn Population, wanted: &Wanted, id: &str, mut each: impl FnMut(u64, Option<&str>)) -> Result<(), LabError> {
    let mut row = 0;
    for part in 0..population.parts() {
        population.read(part, wanted, &mut |segment| {
            for place in 0..segment.len() {
                row += 1;
                match segment.other(id).map(|column| column.value(place)).unwrap_or_default() {
                    Value::Missing | Value::None => each(row, None),
                    Value::Text(text) => each(row, Some(&text)),
                    value => each(row, Some(&value.to_string())),
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}
