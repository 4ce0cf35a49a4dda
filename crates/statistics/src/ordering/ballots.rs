//! Orders made from ballots of panelists: Borda, Condorcet, Kemeny. Diagnostics beside a mean: a lenient panelist has no more weight than others.

use crate::Undefined;
use crate::descriptive::count;

/// One ballot, cast by a number of voters: groups of candidates from first to last, equals in one group. Whoever is not named shares the last place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ballot {
    /// How many voters cast it.
    pub voters: f64,
    /// Places of candidates, from 0.
    pub order: Vec<Vec<usize>>,
}

/// Ballots about a number of candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Ballots {
    candidates: usize,
    /// For each ballot its voters, and the place of each candidate in it.
    places: Vec<(f64, Vec<usize>)>,
}

/// Most candidates for Kemeny's order, which compares all orders.
pub const KEMENY_AT_MOST: usize = 8;

/// An order of least disagreement.
#[derive(Clone, Debug, PartialEq)]
pub struct Kemeny {
    /// Candidates from first to last; the first of several in order of places.
    pub order: Vec<usize>,
    /// Voters' preferences the order satisfies, summed over pairs.
    pub score: f64,
    /// Whether no other order satisfies as many.
    pub unique: bool,
}

impl Ballots {
    /// Gathers ballots.
    ///
    /// # Errors
    /// Undefined without candidates or ballots, for a candidate named twice or beyond the number, and for a number of voters below 0.
    pub fn of(candidates: usize, ballots: &[Ballot]) -> Result<Ballots, Undefined> {
        if candidates == 0 || ballots.is_empty() {
            return Err(Undefined::TooFew { found: 0, needed: 1 });
        }
        let mut all = Vec::with_capacity(ballots.len());
        for ballot in ballots {
            if !ballot.voters.is_finite() || ballot.voters < 0.0 {
                return Err(Undefined::OutOfRange);
            }
            let mut places = vec![usize::MAX; candidates];
            for (place, group) in ballot.order.iter().enumerate() {
                for candidate in group {
                    match places.get_mut(*candidate) {
                        Some(slot) if *slot == usize::MAX => *slot = place,
                        _ => return Err(Undefined::OutOfRange),
                    }
                }
            }
            all.push((ballot.voters, places));
        }
        Ok(Ballots { candidates, places: all })
    }

    /// Borda's points: for each ballot one for every candidate behind and half for every equal. First of m gets m - 1, last 0.
    pub fn borda(&self) -> Vec<f64> {
        let mut points = vec![0.0; self.candidates];
        for (voters, places) in &self.places {
            for (candidate, place) in places.iter().enumerate() {
                let behind = places.iter().filter(|other| *other > place).count();
                let equal = places.iter().filter(|other| *other == place).count() - 1;
                if let Some(sum) = points.get_mut(candidate) {
                    *sum += voters * (count(behind) + count(equal) / 2.0);
                }
            }
        }
        points
    }

    /// Voters who put the first candidate strictly before the second.
    pub fn prefer(&self, first: usize, second: usize) -> f64 {
        let before = |places: &[usize]| matches!((places.get(first), places.get(second)), (Some(a), Some(b)) if a < b);
        self.places.iter().filter(|(_, places)| before(places)).map(|(voters, _)| voters).sum()
    }

    /// Voters whose only first choice the candidate is.
    pub fn first_choices(&self, candidate: usize) -> f64 {
        let alone = |places: &[usize]| places.get(candidate) == Some(&0) && places.iter().filter(|place| **place == 0).count() == 1;
        self.places.iter().filter(|(_, places)| alone(places)).map(|(voters, _)| voters).sum()
    }

    /// The candidate whom more voters prefer to each other one than the reverse; there may be none.
    pub fn condorcet(&self) -> Option<usize> {
        (0..self.candidates).find(|a| (0..self.candidates).all(|b| *a == b || self.prefer(*a, b) > self.prefer(b, *a)))
    }

    /// The order that satisfies most preferences (Kemeny 1959), found over all subsets.
    ///
    /// # Errors
    /// Undefined above [`KEMENY_AT_MOST`] candidates.
    pub fn kemeny(&self) -> Result<Kemeny, Undefined> {
        let m = self.candidates;
        if m > KEMENY_AT_MOST {
            return Err(Undefined::TooMany { found: m, most: KEMENY_AT_MOST });
        }
        let prefer: Vec<Vec<f64>> = (0..m).map(|a| (0..m).map(|b| self.prefer(a, b)).collect()).collect();
        // best[set]: most preferences among candidates of the set, and in how many orders it is reached
        let mut best: Vec<(f64, u64)> = vec![(0.0, 1)];
        let first_of = |set: usize, first: usize, best: &[(f64, u64)]| {
            let rest = set & !(1 << first);
            let behind = prefer.get(first).into_iter().flatten().enumerate().filter(|(other, _)| rest >> other & 1 == 1).map(|(_, p)| p);
            let (score, orders) = best.get(rest).copied().unwrap_or((0.0, 0));
            (score + behind.sum::<f64>(), orders)
        };
        for set in 1usize..1 << m {
            let options = (0..m).filter(|first| set >> first & 1 == 1).map(|first| first_of(set, first, &best));
            let mut top = (f64::NEG_INFINITY, 0u64);
            for (score, orders) in options {
                if score > top.0 {
                    top = (score, orders);
                } else if score == top.0 {
                    top.1 = top.1.saturating_add(orders);
                }
            }
            best.push(top);
        }
        let all = (1 << m) - 1;
        let (score, orders) = best.last().copied().unwrap_or((0.0, 1));
        let (mut set, mut order) = (all, Vec::with_capacity(m));
        while set != 0 {
            let target = best.get(set).map_or(0.0, |(score, _)| *score);
            let Some(first) = (0..m).find(|first| set >> first & 1 == 1 && first_of(set, *first, &best).0 == target) else { break };
            order.push(first);
            set &= !(1 << first);
        }
        Ok(Kemeny { order, score, unique: orders == 1 })
    }
}

/// The ballot of a panelist who gave scores: the highest first, equal scores in one group, unscored candidates last.
pub fn ballot_of_scores(scores: &[Option<f64>]) -> Ballot {
    let mut given: Vec<(usize, f64)> = scores.iter().enumerate().filter_map(|(at, score)| score.map(|score| (at, score))).collect();
    given.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let order = given.chunk_by(|(_, a), (_, b)| a == b).map(|group| group.iter().map(|(at, _)| *at).collect()).collect();
    Ballot { voters: 1.0, order }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_circle_has_no_condorcet_winner_and_three_best_orders() {
        let one = |order: [usize; 3]| Ballot { voters: 1.0, order: order.iter().map(|c| vec![*c]).collect() };
        let ballots = Ballots::of(3, &[one([0, 1, 2]), one([1, 2, 0]), one([2, 0, 1])]).unwrap();
        assert_eq!(ballots.condorcet(), None);
        assert_eq!(ballots.borda(), [3.0, 3.0, 3.0]);
        let kemeny = ballots.kemeny().unwrap();
        assert_eq!((kemeny.order, kemeny.score, kemeny.unique), (vec![0, 1, 2], 5.0, false));
    }

    #[test]
    fn equal_scores_share_points_and_a_flat_panelist_says_nothing() {
        let ballots = Ballots::of(
            3,
            &[ballot_of_scores(&[Some(80.0), Some(80.0), Some(80.0)]), ballot_of_scores(&[Some(70.0), Some(90.0), Some(70.0)])],
        );
        assert_eq!(ballots.unwrap().borda(), [1.5, 3.0, 1.5]);
        let gap = Ballots::of(3, &[ballot_of_scores(&[Some(70.0), None, None])]).unwrap();
        assert_eq!(gap.borda(), [2.0, 0.5, 0.5]);
        assert_eq!(gap.first_choices(0), 1.0);
    }

    #[test]
    fn refuses_what_is_no_ballot() {
        assert_eq!(Ballots::of(0, &[]), Err(Undefined::TooFew { found: 0, needed: 1 }));
        let twice = Ballot { voters: 1.0, order: vec![vec![0], vec![0]] };
        assert_eq!(Ballots::of(2, &[twice]), Err(Undefined::OutOfRange));
        let beyond = Ballot { voters: 1.0, order: vec![vec![2]] };
        assert_eq!(Ballots::of(2, &[beyond]), Err(Undefined::OutOfRange));
        let nine = Ballots::of(9, &[Ballot { voters: 1.0, order: vec![vec![0]] }]).unwrap();
        assert_eq!(nine.kemeny(), Err(Undefined::TooMany { found: 9, most: 8 }));
    }

    proptest! {
        /// A candidate first for everyone wins under every rule; the order of ballots does not matter; points add up.
        #[test]
        fn properties(ballots in prop::collection::vec(prop::collection::vec(0u8..9, 4), 1..6)) {
            let of = |scores: &Vec<u8>| ballot_of_scores(&scores.iter().map(|s| Some(f64::from(*s))).collect::<Vec<_>>());
            let list: Vec<Ballot> = ballots.iter().map(of).collect();
            let turned: Vec<Ballot> = list.iter().rev().cloned().collect();
            let (a, b) = (Ballots::of(4, &list).unwrap(), Ballots::of(4, &turned).unwrap());
            prop_assert_eq!(a.borda(), b.borda());
            prop_assert_eq!(a.kemeny(), b.kemeny());
            prop_assert!((a.borda().iter().sum::<f64>() - 6.0 * count(list.len())).abs() < 1e-9);
            let best: Vec<Ballot> = ballots.iter().map(|s| { let mut s = s.clone(); s[2] = 9; of(&s) }).collect();
            let best = Ballots::of(4, &best).unwrap();
            prop_assert_eq!(best.condorcet(), Some(2));
            prop_assert_eq!(best.kemeny().unwrap().order[0], 2);
        }
    }
}
