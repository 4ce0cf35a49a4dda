//! Coverage of a grid by blocks: which part of a table's inputs no row accepts, exactly.
//!
//! Inputs are cut into elementary cells (see `tables.rs`); a row is a block, one set of cell numbers per input. Two ways lead to a hole:
//! where blocks are apart from each other their sizes add up, and a missing size is halved down to one cell in as many steps as the grid has binary
//! digits; otherwise blocks are subtracted one by one, with a budget, so that no table can hang the checker.

use std::rc::Rc;

/// Half-open stretches of cell numbers, ascending, apart from each other.
pub(super) type Ranges = Vec<(u32, u32)>;

/// What one row accepts: per input, the cells.
pub(super) type Block = Vec<Ranges>;

/// A box of cells: per input, one stretch.
pub(super) type Area = Vec<(u32, u32)>;

/// The budget ran out before an answer was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exhausted;

fn ranges_meet(a: &[(u32, u32)], b: &[(u32, u32)]) -> bool {
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x.0.max(y.0) < x.1.min(y.1) {
            return true;
        }
        if x.1 < y.1 { i += 1 } else { j += 1 }
    }
    false
}

/// Whether two blocks share a cell.
pub(super) fn meet(a: &Block, b: &Block) -> bool {
    a.iter().zip(b).all(|(a, b)| ranges_meet(a, b))
}

/// One cell two blocks share.
pub(super) fn shared(a: &Block, b: &Block) -> Option<Area> {
    let first = |a: &Ranges, b: &Ranges| {
        let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x.0.max(y.0), x.1.min(y.1))));
        pairs.filter(|(low, high)| low < high).min()
    };
    a.iter().zip(b).map(|(a, b)| first(a, b)).collect()
}

fn meets_area(block: &Block, area: &Area) -> bool {
    block.iter().zip(area).all(|(ranges, span)| ranges_meet(ranges, std::slice::from_ref(span)))
}

fn covers(block: &Block, area: &Area) -> bool {
    block.iter().zip(area).all(|(ranges, span)| ranges.iter().any(|r| r.0 <= span.0 && span.1 <= r.1))
}

/// How many cells of the area the block holds; `None` where the number does not fit.
fn size_within(block: &Block, area: &Area) -> Option<u128> {
    block.iter().zip(area).try_fold(1u128, |size, (ranges, span)| {
        let cells: u128 = ranges.iter().map(|r| u128::from(r.1.min(span.1).saturating_sub(r.0.max(span.0)))).sum();
        size.checked_mul(cells)
    })
}

fn size_of(area: &Area) -> Option<u128> {
    area.iter().try_fold(1u128, |size, span| size.checked_mul(u128::from(span.1.saturating_sub(span.0))))
}

/// A cell of the area that no block holds. The blocks are apart from each other. `None` inside where sizes do not fit 128 bits.
pub(super) fn hole_between(area: &Area, blocks: &[&Block]) -> Option<Option<Area>> {
    let (mut area, mut blocks) = (area.clone(), blocks.to_vec());
    let missing = |area: &Area, blocks: &[&Block]| -> Option<bool> {
        let held = blocks.iter().try_fold(0u128, |sum, block| sum.checked_add(size_within(block, area)?))?;
        Some(held < size_of(area)?)
    };
    if !missing(&area, &blocks)? {
        return Some(None);
    }
    loop {
        let widest = area.iter().enumerate().max_by_key(|(_, span)| span.1 - span.0).map(|(i, span)| (i, *span));
        let Some((dimension, (low, high))) = widest.filter(|(_, span)| span.1 - span.0 > 1) else { return Some(Some(area)) };
        let middle = low + (high - low) / 2;
        area[dimension] = (low, middle);
        let inside: Vec<&Block> = blocks.iter().copied().filter(|b| meets_area(b, &area)).collect();
        if missing(&area, &inside)? {
            blocks = inside;
        } else {
            area[dimension] = (middle, high);
            blocks.retain(|b| meets_area(b, &area));
        }
    }
}

/// A part of the area that no block holds. Each step costs one of the budget per block looked at.
pub(super) fn uncovered(area: &Area, blocks: &[&Block], budget: &mut u64) -> Result<Option<Area>, Exhausted> {
    let all: Rc<[&Block]> = blocks.into();
    let mut open = vec![(area.clone(), all)];
    while let Some((area, near)) = open.pop() {
        *budget = budget.checked_sub(near.len() as u64 + 1).ok_or(Exhausted)?;
        let inside: Rc<[&Block]> = near.iter().copied().filter(|block| meets_area(block, &area)).collect();
        if inside.iter().any(|block| covers(block, &area)) {
            continue;
        }
        let Some(first) = inside.first() else { return Ok(Some(area)) };
        // the first block does not cover the area, so it leaves out a part of some input
        let split = first.iter().zip(&area).position(|(ranges, span)| !ranges.iter().any(|r| r.0 <= span.0 && span.1 <= r.1));
        let Some(dimension) = split else { continue };
        let span = area[dimension];
        let ends = first[dimension].iter().flat_map(|r| [r.0, r.1]).filter(|cut| span.0 < *cut && *cut < span.1);
        let mut low = span.0;
        let mut parts = Vec::new();
        for high in ends.chain([span.1]) {
            let mut part = area.clone();
            part[dimension] = (low, high);
            parts.push((part, Rc::clone(&inside)));
            low = high;
        }
        open.extend(parts.into_iter().rev());
    }
    Ok(None)
}

/// The hole grown as far as the blocks allow, input by input.
pub(super) fn grown(mut hole: Area, whole: &Area, blocks: &[&Block]) -> Area {
    for dimension in 0..hole.len() {
        let (mut low, mut high) = whole[dimension];
        for block in blocks {
            let beside =
                block.iter().zip(&hole).enumerate().all(|(i, (r, span))| i == dimension || ranges_meet(r, std::slice::from_ref(span)));
            if !beside {
                continue;
            }
            for range in &block[dimension] {
                if range.1 <= hole[dimension].0 {
                    low = low.max(range.1);
                } else if range.0 >= hole[dimension].1 {
                    high = high.min(range.0);
                }
            }
        }
        hole[dimension] = (low, high);
    }
    hole
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block() -> impl Strategy<Value = Block> {
        let ranges = (0u32..6, 1u32..4, 0u32..3).prop_map(|(low, length, gap)| {
            let mut ranges = vec![(low, (low + length).min(6))];
            if gap > 0 && low + length + gap < 6 {
                ranges.push((low + length + gap, 6));
            }
            ranges.retain(|r| r.0 < r.1);
            ranges
        });
        prop::collection::vec(ranges, 3)
    }

    fn cells() -> impl Iterator<Item = Vec<u32>> {
        (0..6).flat_map(|x| (0..6).flat_map(move |y| (0..6).map(move |z| vec![x, y, z])))
    }

    fn holds(block: &Block, cell: &[u32]) -> bool {
        block.iter().zip(cell).all(|(ranges, c)| ranges.iter().any(|r| r.0 <= *c && *c < r.1))
    }

    proptest! {
        #[test]
        fn a_hole_is_found_exactly_where_a_cell_is_left(blocks in prop::collection::vec(block(), 0..30)) {
            let whole: Area = vec![(0, 6); 3];
            let refs: Vec<&Block> = blocks.iter().collect();
            let left: Vec<Vec<u32>> = cells().filter(|cell| !blocks.iter().any(|b| holds(b, cell))).collect();
            let found = uncovered(&whole, &refs, &mut 1_000_000).unwrap();
            prop_assert_eq!(found.is_some(), !left.is_empty());
            if let Some(hole) = found {
                let hole = grown(hole, &whole, &refs);
                for cell in cells().filter(|c| c.iter().zip(&hole).all(|(c, span)| span.0 <= *c && *c < span.1)) {
                    prop_assert!(left.contains(&cell));
                }
            }
            // the same by sizes, for those of the blocks that stand apart
            let mut apart: Vec<&Block> = Vec::new();
            for candidate in &blocks {
                if !candidate.iter().any(Vec::is_empty) && apart.iter().all(|b| !meet(b, candidate)) {
                    apart.push(candidate);
                }
            }
            let left = cells().find(|cell| !apart.iter().any(|b| holds(b, cell)));
            let found = hole_between(&whole, &apart).unwrap();
            prop_assert_eq!(found.is_some(), left.is_some());
            if let Some(hole) = found {
                let cell: Vec<u32> = hole.iter().map(|span| span.0).collect();
                prop_assert!(!apart.iter().any(|b| holds(b, &cell)));
            }
        }
    }
}
