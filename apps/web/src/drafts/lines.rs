//! What differs between two texts, line by line.

/// How a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// In both.
    Both,
    /// Only in the old text.
    Old,
    /// Only in the new one.
    New,
    /// So many lines that are in both are left out here.
    Gap(usize),
}

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) side: Side,
    /// Number in the text it is shown from, from 1; 0 for a gap.
    pub(crate) number: usize,
    pub(crate) text: String,
}

impl Line {
    pub(crate) fn class(&self) -> &'static str {
        match self.side {
            Side::Both => "both",
            Side::Old => "old",
            Side::New => "new",
            Side::Gap(_) => "gap",
        }
    }

    /// A sign that is read as well as seen.
    pub(crate) fn sign(&self) -> &'static str {
        match self.side {
            Side::Both => " ",
            Side::Old => "−",
            Side::New => "+",
            Side::Gap(_) => "…",
        }
    }

    /// How many lines are left out.
    pub(crate) fn left_out(&self) -> Option<usize> {
        match self.side {
            Side::Gap(count) => Some(count),
            _ => None,
        }
    }
}

/// Lines of both that stand around a difference.
const AROUND: usize = 3;

/// The most pairs of lines that are looked at; texts that differ in more are shown as one that went and one that came.
const MOST_PAIRS: usize = 4_000_000;

/// The lines that differ, with some around them.
pub(crate) fn differing(old: &str, new: &str) -> Vec<Line> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |a: &&str, b: &&str| a == b;
    let head = old.iter().zip(&new).take_while(|(a, b)| same(a, b)).count();
    let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let middle_old = old_rest.get(..old_rest.len() - tail).unwrap_or_default();
    let middle_new = new_rest.get(..new_rest.len() - tail).unwrap_or_default();
    let line = |side, number: usize, text: &str| Line { side, number: number + 1, text: text.to_owned() };
    let mut all: Vec<Line> = new.iter().take(head).enumerate().map(|(at, text)| line(Side::Both, at, text)).collect();
    let (mut a, mut b) = (0, 0);
    for kept in common(middle_old, middle_new).into_iter().chain([(middle_old.len(), middle_new.len())]) {
        while let Some(text) = middle_old.get(a).filter(|_| a < kept.0) {
            all.push(line(Side::Old, head + a, text));
            a += 1;
        }
        while let Some(text) = middle_new.get(b).filter(|_| b < kept.1) {
            all.push(line(Side::New, head + b, text));
            b += 1;
        }
        if let Some(text) = middle_new.get(b) {
            all.push(line(Side::Both, head + b, text));
        }
        (a, b) = (a + 1, b + 1);
    }
    let from = new.len() - tail;
    all.extend(new.iter().enumerate().skip(from).map(|(at, text)| line(Side::Both, at, text)));
    folded(all)
}

/// Pairs of lines that a longest common part keeps.
fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    let at = |a: usize, b: usize| a * width + b;
    let of = |longest: &[u32], a: usize, b: usize| longest.get(at(a, b)).copied().unwrap_or_default();
    for (a, one) in old.iter().enumerate().rev() {
        for (b, other) in new.iter().enumerate().rev() {
            let length = if one == other { of(&longest, a + 1, b + 1) + 1 } else { of(&longest, a + 1, b).max(of(&longest, a, b + 1)) };
            if let Some(cell) = longest.get_mut(at(a, b)) {
                *cell = length;
            }
        }
    }
    let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
    while let (Some(one), Some(other)) = (old.get(a), new.get(b)) {
        if one == other {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if of(&longest, a + 1, b) >= of(&longest, a, b + 1) {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

/// Leaves out long stretches that are in both; nothing is left where nothing differs.
fn folded(all: Vec<Line>) -> Vec<Line> {
    let differs: Vec<usize> = all.iter().enumerate().filter(|(_, line)| line.side != Side::Both).map(|(at, _)| at).collect();
    let is_near = |at: usize| {
        let next = differs.partition_point(|differs| *differs < at);
        let near = |place: Option<&usize>| place.is_some_and(|place| place.abs_diff(at) <= AROUND);
        near(differs.get(next)) || near(next.checked_sub(1).and_then(|before| differs.get(before)))
    };
    let mut shown: Vec<Line> = Vec::new();
    for (at, line) in all.into_iter().enumerate() {
        if is_near(at) {
            shown.push(line);
            continue;
        }
        match shown.last_mut() {
            Some(Line { side: Side::Gap(count), .. }) => *count += 1,
            _ => shown.push(Line { side: Side::Gap(1), number: 0, text: String::new() }),
        }
    }
    if differs.is_empty() { Vec::new() } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(old: &str, new: &str) -> String {
        differing(old, new).iter().map(|line| format!("{}{}|", line.sign(), line.text)).collect()
    }

    #[test]
    fn what_went_and_what_came_stands_in_its_place() {
        assert_eq!(drawn("a\nb\nc", "a\nb\nc"), "");
        assert_eq!(drawn("a\nb\nc", "a\nx\nc"), " a|−b|+x| c|");
        assert_eq!(drawn("a\nb", "a\nb\nc"), " a| b|+c|");
        assert_eq!(drawn("", "a"), "+a|");
        assert_eq!(drawn("a\nb\nc\nd", "b\nd\ne"), "−a| b|−c| d|+e|");
    }

    #[test]
    fn what_is_the_same_far_away_is_left_out() {
        let old: Vec<String> = (1..=30).map(|n| n.to_string()).collect();
        let new: Vec<String> = old.iter().map(|n| if n == "15" { "fifteen".to_owned() } else { n.clone() }).collect();
        let lines = differing(&old.join("\n"), &new.join("\n"));
        assert_eq!((lines[0].left_out(), lines[8].left_out(), lines.len()), (Some(11), None, 10));
        assert_eq!((lines[4].number, lines[4].side, lines[5].side), (15, Side::Old, Side::New));
    }

    #[test]
    fn texts_that_have_nothing_in_common_are_shown_in_time() {
        let (old, new) = ("a\n".repeat(3000), "b\n".repeat(3000));
        assert_eq!(differing(&old, &new).len(), 6000);
    }
}
