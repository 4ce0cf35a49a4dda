//! A pattern with the posts of an organisation.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pattern::{Attribute, CareerPattern};
use super::post::Post;
use crate::people::id::PositionId;
use crate::policy::catalogue::Catalogue;
use crate::policy::expression::suggest::nearest;
use crate::policy::scale::Choice;
use crate::policy::types::Type;
use crate::policy::value::{FactIndex, Value};

/// Why posts do not make a map.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// Two posts have one id.
    #[error("post `{id}` stands twice, expected every id once")]
    Twice {
        /// The id.
        id: PositionId,
    },
    /// A code the scale of the fact does not have.
    #[error("post `{post}` has the {attribute} `{found}`, expected a code of scale `{scale}`")]
    UnknownCode {
        /// The post.
        post: PositionId,
        /// What of the post (`echelon`).
        attribute: &'static str,
        /// What was found.
        found: Arc<str>,
        /// The scale.
        scale: Arc<str>,
    },
    /// The pattern has no stage for the post.
    #[error("post `{post}` is of kind `{kind}`{}, for which pattern `{pattern}` has no stage", tier_words(.tier.as_deref()))]
    NoStage {
        /// The post.
        post: PositionId,
        /// Its kind.
        kind: Arc<str>,
        /// Its tier.
        tier: Option<Arc<str>>,
        /// The pattern.
        pattern: Arc<str>,
    },
    /// A link names a post that is not on the map.
    #[error("a link of pattern `{pattern}` names post `{post}`, which is not on the map")]
    UnknownPost {
        /// The post.
        post: PositionId,
        /// The pattern.
        pattern: Arc<str>,
    },
}

fn tier_words(tier: Option<&str>) -> String {
    tier.map_or_else(String::new, |tier| format!(" and tier `{tier}`"))
}

/// A post with its codes as values of the catalogue's scales.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) stage: usize,
    pub(crate) kind: Value,
    pub(crate) tier: Value,
    pub(crate) echelon: Value,
    pub(crate) lowest_grade: Option<Choice>,
    /// Every fact about the post sought.
    pub(crate) asks: Vec<(FactIndex, Value)>,
}

/// Posts under a pattern.
///
/// Moves between posts are not stored: they follow from the stages, so that a map of thousands of posts is as small as its posts.
#[derive(Clone, Debug)]
pub struct CareerMap {
    pattern: Arc<CareerPattern>,
    /// In order of ids. INVARIANT (order does not matter): whatever order the posts were given in.
    posts: Vec<Post>,
    placed: Vec<Placed>,
    by_id: BTreeMap<PositionId, usize>,
    by_stage: Vec<Vec<usize>>,
    /// Places of posts, and of the move.
    links: Vec<(usize, usize, usize)>,
}

impl CareerMap {
    /// Puts posts under a pattern.
    ///
    /// # Errors
    /// Every [`MapError`] found, in order of posts' ids.
    pub fn new(pattern: Arc<CareerPattern>, mut posts: Vec<Post>) -> Result<CareerMap, Vec<MapError>> {
        posts.sort_by(|a, b| a.id.cmp(&b.id));
        let mut errors: Vec<MapError> =
            posts.windows(2).filter(|pair| pair[0].id == pair[1].id).map(|pair| MapError::Twice { id: pair[0].id.clone() }).collect();
        let mut placed = Vec::with_capacity(posts.len());
        for post in &posts {
            match place(&pattern, post) {
                Ok(found) => placed.push(found),
                Err(found) => errors.extend(found),
            }
        }
        let by_id: BTreeMap<PositionId, usize> = posts.iter().enumerate().map(|(at, post)| (post.id.clone(), at)).collect();
        let mut links = Vec::new();
        for link in &pattern.links {
            let rule = pattern.moves.iter().position(|rule| rule.code == link.rule);
            match (by_id.get(&link.from), by_id.get(&link.to), rule) {
                (Some(from), Some(to), Some(rule)) => links.push((*from, *to, rule)),
                (from, _, _) => {
                    let post = if from.is_none() { link.from.clone() } else { link.to.clone() };
                    errors.push(MapError::UnknownPost { post, pattern: Arc::clone(&pattern.id) });
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut by_stage = vec![Vec::new(); pattern.stages.len()];
        for (at, placed) in placed.iter().enumerate() {
            by_stage[placed.stage].push(at);
        }
        links.sort_unstable();
        Ok(CareerMap { pattern, posts, placed, by_id, by_stage, links })
    }

    /// The pattern.
    pub fn pattern(&self) -> &Arc<CareerPattern> {
        &self.pattern
    }

    /// All posts, in order of ids.
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }

    /// The post with this id.
    pub fn post(&self, id: &PositionId) -> Option<&Post> {
        self.by_id.get(id).and_then(|at| self.posts.get(*at))
    }

    /// The id nearest to one that nobody has.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.posts.iter().map(|post| post.id.as_str()))
    }

    /// The stage of a post.
    pub fn stage(&self, id: &PositionId) -> Option<&super::pattern::Stage> {
        self.by_id.get(id).and_then(|at| self.pattern.stages.get(self.placed.get(*at)?.stage))
    }

    pub(crate) fn find(&self, id: &PositionId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub(crate) fn at(&self, place: usize) -> (&Post, &Placed) {
        (&self.posts[place], &self.placed[place])
    }

    pub(crate) fn of_stage(&self, stage: usize) -> &[usize] {
        self.by_stage.get(stage).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn links(&self) -> &[(usize, usize, usize)] {
        &self.links
    }
}

/// A code as a value of the scale of a fact; none where there is no code.
fn code_of(catalogue: &Catalogue, fact: Option<FactIndex>, post: &Post, attribute: Attribute) -> Result<Value, MapError> {
    let Some(code) = attribute.of(post) else { return Ok(Value::None) };
    let Some(fact) = fact else { return Ok(Value::Text(Arc::clone(code))) };
    match &catalogue.fact(fact).ty {
        Type::Choice(scale) => Choice::parse(scale, code).map(Value::Choice).ok_or_else(|| MapError::UnknownCode {
            post: post.id.clone(),
            attribute: attribute.as_str(),
            found: Arc::clone(code),
            scale: Arc::clone(&scale.name),
        }),
        _ => Ok(Value::Text(Arc::clone(code))),
    }
}

fn place(pattern: &CareerPattern, post: &Post) -> Result<Placed, Vec<MapError>> {
    let (catalogue, present) = (&pattern.catalogue, &pattern.present);
    let mut errors = Vec::new();
    let mut keep = |found: Result<Value, MapError>| found.map_err(|error| errors.push(error)).unwrap_or(Value::None);
    let kind = keep(code_of(catalogue, Some(present.kind), post, Attribute::Kind));
    let tier = keep(code_of(catalogue, present.tier, post, Attribute::Tier));
    let echelon = keep(code_of(catalogue, present.echelon, post, Attribute::Echelon));
    let lowest = keep(code_of(catalogue, present.grade, post, Attribute::LowestGrade));
    keep(code_of(catalogue, present.grade, post, Attribute::HighestGrade));
    let mut asks: Vec<(FactIndex, Value)> = Vec::new();
    for (fact, attribute) in &pattern.target {
        asks.push((*fact, keep(code_of(catalogue, Some(*fact), post, *attribute))));
    }
    asks.extend(pattern.stated.iter().map(|fact| (*fact, Value::None)));
    // what the post says itself wins
    asks.extend(post.asks.iter().cloned());
    if errors.is_empty() && pattern.stage_of(&post.kind, post.tier.as_deref()).is_none() {
        errors.push(MapError::NoStage {
            post: post.id.clone(),
            kind: Arc::clone(&post.kind),
            tier: post.tier.clone(),
            pattern: Arc::clone(&pattern.id),
        });
    }
    errors.dedup();
    let stage = pattern.stage_of(&post.kind, post.tier.as_deref());
    match stage {
        Some(stage) if errors.is_empty() => {
            let lowest_grade = match lowest {
                Value::Choice(choice) => Some(choice),
                _ => None,
            };
            Ok(Placed { stage, kind, tier, echelon, lowest_grade, asks })
        }
        _ => Err(errors),
    }
}
