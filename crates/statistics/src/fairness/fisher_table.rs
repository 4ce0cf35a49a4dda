//! Fisher's exact test of a table of any size, given its margins.
//!
//! The network of Mehta and Patel (1983): columns are filled one after the other, and what is left of the row totals is a node. All completions of a node
//! are counted at once where even the most probable of them is improbable enough, and dropped where even the least probable is not.

use std::collections::{BTreeMap, HashMap};

use crate::Undefined;

/// As in the test of two groups.
const SLACK: f64 = 1e-7;

/// Steps after which a table is too large for an exact answer.
const MOST_STEPS: usize = 20_000_000;

/// Two-sided p: the probability of all tables with these margins that are at most as probable as the observed one.
///
/// # Errors
/// [`Undefined::Shape`] for rows of different lengths, [`Undefined::TooFew`] below two rows or columns with anybody in them,
/// [`Undefined::OutOfRange`] for tables too large to be gone through.
pub fn fisher_table(table: &[Vec<u64>]) -> Result<f64, Undefined> {
    let width = table.first().map_or(0, Vec::len);
    if table.iter().any(|row| row.len() != width) {
        return Err(Undefined::Shape);
    }
    let mut rows: Vec<u64> = table.iter().map(|row| row.iter().sum::<u64>()).filter(|sum| *sum > 0).collect();
    let mut columns: Vec<u64> = (0..width).map(|at| table.iter().map(|row| row[at]).sum::<u64>()).filter(|sum| *sum > 0).collect();
    let fewest = rows.len().min(columns.len());
    if fewest < 2 {
        return Err(Undefined::TooFew { found: fewest, needed: 2 });
    }
    let total: u64 = rows.iter().sum();
    if total > 2_000 {
        return Err(Undefined::OutOfRange);
    }
    // few long columns make the smallest network
    if columns.len() > rows.len() {
        std::mem::swap(&mut rows, &mut columns);
    }
    rows.sort_unstable();
    columns.sort_unstable();
    let mut network = Network { columns, bounds: HashMap::new(), steps: 0 };
    let observed: f64 = table.iter().flatten().map(|count| -ln_factorial(*count)).sum::<f64>() + SLACK;
    network.p(rows, observed)
}

fn ln_factorial(n: u64) -> f64 {
    statrs::function::factorial::ln_factorial(n)
}

struct Network {
    /// Totals of the columns in the order they are filled.
    columns: Vec<u64>,
    /// By number of columns filled and row totals left: the largest and the smallest ln weight of a completion.
    bounds: HashMap<(usize, Vec<u64>), (f64, f64)>,
    steps: usize,
}

impl Network {
    fn p(&mut self, rows: Vec<u64>, observed: f64) -> Result<f64, Undefined> {
        let all = self.mass(0, &rows);
        let mut p = 0.0;
        // by node: ln weight of the columns filled, with how many ways lead there
        let mut nodes: BTreeMap<Vec<u64>, BTreeMap<i64, (f64, f64)>> = BTreeMap::new();
        nodes.entry(rows).or_default().insert(0, (0.0, 1.0));
        for stage in 0..self.columns.len() {
            let mut next: BTreeMap<Vec<u64>, BTreeMap<i64, (f64, f64)>> = BTreeMap::new();
            for (node, pasts) in nodes {
                let (most, least) = self.bounds(stage, &node)?;
                let mass = self.mass(stage, &node);
                let mut open: Vec<(f64, f64)> = Vec::new();
                for (past, ways) in pasts.into_values() {
                    if past + most <= observed {
                        p += ways * (past + mass - all).exp();
                    } else if past + least <= observed {
                        open.push((past, ways));
                    }
                }
                if open.is_empty() {
                    continue;
                }
                for (child, gain) in self.fills(stage, &node)? {
                    let target = next.entry(child).or_default();
                    for (past, ways) in &open {
                        let sum = past + gain;
                        #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a count is far below 2^63 / 1e9")]
                        let key = (sum * 1e9).round() as i64;
                        target.entry(key).or_insert((sum, 0.0)).1 += ways;
                    }
                    self.steps += open.len();
                    if self.steps > MOST_STEPS {
                        return Err(Undefined::OutOfRange);
                    }
                }
            }
            nodes = next;
        }
        Ok(p.min(1.0))
    }

    /// ln of the weight of all completions together: a multinomial sum.
    fn mass(&self, stage: usize, rows: &[u64]) -> f64 {
        let left: u64 = rows.iter().sum();
        let of_rows: f64 = rows.iter().map(|n| ln_factorial(*n)).sum();
        let of_columns: f64 = self.columns[stage..].iter().map(|n| ln_factorial(*n)).sum();
        ln_factorial(left) - of_rows - of_columns
    }

    fn bounds(&mut self, stage: usize, rows: &[u64]) -> Result<(f64, f64), Undefined> {
        if stage + 1 >= self.columns.len() {
            let only = -rows.iter().map(|n| ln_factorial(*n)).sum::<f64>();
            return Ok((only, only));
        }
        let key = (stage, rows.to_vec());
        if let Some(known) = self.bounds.get(&key) {
            return Ok(*known);
        }
        let (mut most, mut least) = (f64::NEG_INFINITY, f64::INFINITY);
        for (child, gain) in self.fills(stage, rows)? {
            let (high, low) = self.bounds(stage + 1, &child)?;
            most = most.max(gain + high);
            least = least.min(gain + low);
        }
        self.bounds.insert(key, (most, least));
        Ok((most, least))
    }

    /// Every way to fill a column from the row totals left: what is left then, sorted, and the ln weight of the column.
    fn fills(&mut self, stage: usize, rows: &[u64]) -> Result<Vec<(Vec<u64>, f64)>, Undefined> {
        let mut found = Vec::new();
        let mut after: Vec<u64> = vec![0; rows.len() + 1];
        for at in (0..rows.len()).rev() {
            after[at] = after[at + 1] + rows[at];
        }
        fill(rows, &after, 0, self.columns[stage], &mut rows.to_vec(), 0.0, &mut found);
        self.steps += found.len();
        if self.steps > MOST_STEPS { Err(Undefined::OutOfRange) } else { Ok(found) }
    }
}

fn fill(rows: &[u64], after: &[u64], at: usize, left: u64, rest: &mut Vec<u64>, gain: f64, found: &mut Vec<(Vec<u64>, f64)>) {
    if at == rows.len() {
        let mut child = rest.clone();
        child.sort_unstable();
        found.push((child, gain));
        return;
    }
    // what the rows below cannot take must stand here
    for taken in left.saturating_sub(after[at + 1])..=left.min(rows[at]) {
        rest[at] = rows[at] - taken;
        fill(rows, after, at + 1, left - taken, rest, gain - ln_factorial(taken), found);
    }
    rest[at] = rows[at];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fairness::{Selection, fisher_exact};

    #[test]
    fn agresti_2002_job_satisfaction() {
        let job = vec![vec![1, 3, 10, 6], vec![2, 3, 10, 7], vec![1, 6, 14, 12], vec![0, 1, 9, 11]];
        assert!((fisher_table(&job).unwrap() - 0.7827).abs() < 5e-5, "R's fisher.test prints 0.7827");
        let wide = [vec![3, 1, 0, 4], vec![1, 2, 5, 0]];
        let turned: Vec<Vec<u64>> = (0..4).map(|column| wide.iter().map(|row| row[column]).collect()).collect();
        assert!((fisher_table(&turned).unwrap() - fisher_table(&wide).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn two_groups_are_the_same_test() {
        for (a, b, c, d) in [(3, 1, 1, 3), (10, 2, 3, 15), (0, 8, 5, 3), (7, 7, 7, 7)] {
            let pair = |x, y| Selection::try_new(x, x + y).unwrap();
            let two = fisher_exact(pair(a, b), pair(c, d)).unwrap().two_sided;
            assert!((fisher_table(&[vec![a, b], vec![c, d]]).unwrap() - two).abs() < 1e-9, "{a} {b} {c} {d}");
        }
    }

    #[test]
    fn what_cannot_be_compared_has_a_reason() {
        assert_eq!(fisher_table(&[vec![1, 2], vec![0, 0]]), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(fisher_table(&[vec![1, 2], vec![3]]), Err(Undefined::Shape));
        assert_eq!(fisher_table(&[vec![900, 900], vec![900, 900]]), Err(Undefined::OutOfRange));
    }
}
