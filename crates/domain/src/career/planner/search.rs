//! The graph of moves between the present post and a target, and the paths through it.

use std::collections::BTreeMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use petgraph::algo::{all_simple_paths, dijkstra};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::Reversed;

use super::Planner;
use crate::career::moves::Same;
use crate::career::pattern::CareerPattern;
use crate::career::post::Post;
use crate::career::service::{Spot, State};

/// Most posts on the way between the present one and the target.
pub(super) const STOPS: usize = 5;

/// How many paths of one length are looked at.
const PATHS: usize = 20_000;

/// How many paths of one sequence of stages are walked.
const VARIANTS: usize = 3;

/// How a post stands to the present one and the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Target,
    Present,
    Other,
}

/// Moves and the posts they lead to, in order.
pub(super) type Path<'a> = Vec<(usize, Spot<'a>)>;

/// How far a post is from the target and from the present one, its family, and its place on the map: the least is the nearest.
type Nearness = ([bool; 3], [bool; 3], Option<Arc<str>>, usize);

/// A post that stands for all that are like it on the way to a target.
#[derive(Clone, Copy, Debug)]
struct Stop<'a> {
    spot: Spot<'a>,
    line: Line,
}

impl Planner<'_> {
    /// The nodes of the search: the present post, one post per stage and line, both ends of links, and the target last.
    fn stops<'s>(&'s self, state: &State<'s>, target: Spot<'s>) -> Vec<Stop<'s>> {
        let here = state.spot.post;
        let line = |post: &Post| {
            let with = |other: &Post| Same::ALL.iter().any(|same| same.holds(post, other));
            if with(target.post) {
                Line::Target
            } else if with(here) {
                Line::Present
            } else {
                Line::Other
            }
        };
        // the nearest post of a stage and line stands for the others: that of the target's family, field and unit, then of the present one's
        let far = |post: &Post| {
            let to_target = Same::ALL.map(|same| !same.holds(post, target.post));
            let to_here = Same::ALL.map(|same| !same.holds(post, here));
            (to_target, to_here, post.family.clone())
        };
        // echelons of a stage have grades of their own, so each is a node
        let mut best: BTreeMap<(usize, Line, Option<Arc<str>>), Nearness> = BTreeMap::new();
        let ends = [state.spot.at, target.at];
        for (at, post) in self.map.posts().iter().enumerate().filter(|(at, _)| !ends.contains(&Some(*at))) {
            let (to_target, to_here, family) = far(post);
            let found = (to_target, to_here, family, at);
            let kept = best.entry((self.map.at(at).1.stage, line(post), post.echelon.clone())).or_insert_with(|| found.clone());
            if found < *kept {
                *kept = found;
            }
        }
        let mut stops = vec![Stop { spot: state.spot, line: Line::Present }];
        stops.extend(best.into_iter().map(|((_, line, _), (_, _, _, at))| Stop { spot: Spot::on(self.map, at), line }));
        for (from, to, _) in self.map.links() {
            for at in [*from, *to] {
                let known = ends.contains(&Some(at)) || stops.iter().any(|stop| stop.spot.at == Some(at));
                if !known {
                    let spot = Spot::on(self.map, at);
                    stops.push(Stop { spot, line: line(spot.post) });
                }
            }
        }
        stops.push(Stop { spot: target, line: Line::Target });
        stops
    }

    /// The most direct paths for every sequence of stages from the present post to the target, the quickest by the pattern's own figures first; and
    /// whether there may be more.
    pub(super) fn paths<'s>(&'s self, state: &State<'s>, target: Spot<'s>) -> (Vec<Vec<Path<'s>>>, bool) {
        let pattern = self.map.pattern();
        let stops = self.stops(state, target);
        let (graph, first, last) = self.graph(&stops);
        let ahead = dijkstra(&graph, first, None, |_| 1_usize);
        let behind = dijkstra(Reversed(&graph), last, None, |_| 1_usize);
        let useful = |node: NodeIndex| ahead.get(&node).zip(behind.get(&node)).is_some_and(|(a, b)| a + b <= STOPS + 1);
        let pruned = graph.filter_map(|node, weight| useful(node).then_some(*weight), |_, rule| Some(*rule));
        let place = |wanted: usize| pruned.node_indices().find(|node| pruned[*node] == wanted);
        let (Some(first), Some(last)) = (place(0), place(stops.len() - 1)) else { return (Vec::new(), false) };
        let mut best: BTreeMap<Vec<usize>, BTreeMap<(usize, Vec<usize>), Vec<usize>>> = BTreeMap::new();
        let mut cut = false;
        for between in 0..=STOPS {
            let found =
                all_simple_paths::<Vec<NodeIndex>, _, BuildHasherDefault<DefaultHasher>>(&pruned, first, last, between, Some(between));
            let mut count = 0;
            for path in found.take(PATHS) {
                count += 1;
                let nodes: Vec<usize> = path.iter().map(|node| pruned[*node]).collect();
                let stages: Vec<usize> = nodes.iter().map(|node| stops[*node].spot.stage).collect();
                // two moves in a row that change nothing but the post are one
                if stages.windows(3).any(|three| three[0] == three[1] && three[1] == three[2]) {
                    continue;
                }
                let detour = nodes.iter().filter(|node| stops[**node].line == Line::Other).count() * 2
                    + nodes.windows(2).filter(|pair| stops[pair[0]].line != stops[pair[1]].line).count();
                let kept = best.entry(stages).or_default();
                let rank = (detour, nodes);
                if kept.len() < VARIANTS || kept.last_key_value().is_some_and(|(worst, _)| rank < *worst) {
                    let rules = path.windows(2).filter_map(|pair| pruned.find_edge(pair[0], pair[1]).map(|e| pruned[e])).collect();
                    kept.insert(rank, rules);
                    if kept.len() > VARIANTS {
                        kept.pop_last();
                    }
                }
            }
            cut |= count == PATHS;
        }
        let mut ranked: Vec<(u32, Vec<&Arc<str>>, Vec<Path<'s>>)> = best
            .into_iter()
            .map(|(stages, kept)| {
                let months = |rule: &usize| pattern.moves[*rule].typical.or(pattern.moves[*rule].minimum).unwrap_or(0);
                let least = kept.values().map(|rules| rules.iter().map(months).sum()).min().unwrap_or(0);
                let codes = stages.iter().map(|stage| &pattern.stages[*stage].code).collect();
                let along = |((_, nodes), rules): ((usize, Vec<usize>), Vec<usize>)| {
                    rules.into_iter().zip(nodes.iter().skip(1)).map(|(rule, node)| (rule, stops[*node].spot)).collect()
                };
                (least, codes, kept.into_iter().map(along).collect())
            })
            .collect();
        ranked.sort_by(|a, b| (a.0, a.1.len(), &a.1).cmp(&(b.0, b.1.len(), &b.1)));
        (ranked.into_iter().map(|(_, _, paths)| paths).collect(), cut)
    }

    /// The moves between stops; of several between two, the one of the lowest code, a link before all others.
    fn graph(&self, stops: &[Stop<'_>]) -> (DiGraph<usize, usize>, NodeIndex, NodeIndex) {
        let pattern = self.map.pattern();
        let mut graph = DiGraph::new();
        let nodes: Vec<NodeIndex> = (0..stops.len()).map(|place| graph.add_node(place)).collect();
        for (a, from) in stops.iter().enumerate() {
            for (b, to) in stops.iter().enumerate().filter(|(b, _)| *b != a && *b != 0) {
                let link = self.map.links().iter().find(|(x, y, _)| from.spot.at == Some(*x) && to.spot.at == Some(*y)).map(|l| l.2);
                let rules = pattern.moves_between(from.spot.stage, to.spot.stage);
                let rule = link.or_else(|| rules.into_iter().find(|rule| joins(pattern, *rule, &from.spot, to.spot.post)));
                if let Some(rule) = rule {
                    graph.add_edge(nodes[a], nodes[b], rule);
                }
            }
        }
        (graph, nodes[0], nodes[stops.len() - 1])
    }
}

/// Whether a move leads from one post to another; of a present post that is not on the map nobody knows what it has in common with others.
pub(super) fn joins(pattern: &CareerPattern, rule: usize, from: &Spot<'_>, to: &Post) -> bool {
    from.at.is_none() || pattern.moves[rule].joins(from.post, to)
}
