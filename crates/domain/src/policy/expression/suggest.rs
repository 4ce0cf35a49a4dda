//! The known name nearest to an unknown one.

/// The candidate with the least edit distance, if it is near enough to be what was meant; the first one among equals.
pub fn nearest<'a>(found: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = found.chars().take(80).collect();
    let limit = (letters.len() / 3).clamp(1, 5);
    candidates
        .filter_map(|candidate| {
            let other: Vec<char> = candidate.chars().take(80).collect();
            (other.len().abs_diff(letters.len()) <= limit).then(|| (distance(&letters, &other), candidate))
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How a suggestion is appended to a sentence, Indonesian and English; empty without one.
pub fn suggestion(name: Option<&str>) -> (String, String) {
    name.map_or_else(Default::default, |name| (format!(", mungkin maksudnya `{name}`"), format!(", perhaps `{name}` is meant")))
}

/// Insertions, deletions, replacements and swaps of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let same = x.to_lowercase().eq(y.to_lowercase());
            let mut best = (above[j] + usize::from(!same)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *y && b[j - 1] == *x {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}
