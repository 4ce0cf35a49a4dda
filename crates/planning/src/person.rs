//! The best set of seats for one person at given prices: exact, by depth-first search over groups of which at most one seat can be taken.

use crate::model::{Model, Person};

/// What seats are worth to people at given prices.
pub(crate) struct Worth<'a> {
    /// Of each candidate, without what is counted per person.
    pub(crate) linear: &'a [i64],
    /// Of each learning hour up to what is missing.
    pub(crate) hour: i64,
    /// Of mandatory training.
    pub(crate) mandatory: i64,
}

/// The best set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Best {
    pub(crate) value: i64,
    pub(crate) set: u128,
}

struct Search<'a> {
    person: &'a Person,
    hours: Vec<i64>,
    linear: Vec<i64>,
    mandatory: u128,
    worth: &'a Worth<'a>,
    /// Groups with their slots that can add something, best first, and the most each can add.
    groups: Vec<(i64, Vec<usize>)>,
    /// Sums of the most that the first groups can add.
    sums: Vec<i64>,
    each: usize,
    best: Best,
}

#[derive(Clone, Copy)]
struct Node {
    set: u128,
    blocked: u128,
    count: usize,
    linear: i64,
    hours: i64,
}

/// The best set among the slots allowed that holds those that must be; `None` where those that must be exclude each other or are too many.
pub(crate) fn best(model: &Model, who: usize, worth: &Worth<'_>, allowed: u128, must: u128) -> Option<Best> {
    let person = &model.people[who];
    let count = person.candidates.len();
    let (mut hours, mut linear, mut mandatory) = (Vec::with_capacity(count), Vec::with_capacity(count), 0_u128);
    let mut most = Vec::with_capacity(count);
    for (slot, c) in person.candidates.iter().enumerate() {
        let candidate = &model.candidates[*c];
        hours.push(candidate.hours);
        linear.push(worth.linear[*c]);
        let of_hours = worth.hour.saturating_mul(candidate.hours.min(person.missing));
        let of_duty = if candidate.mandatory { worth.mandatory } else { 0 };
        if candidate.mandatory {
            mandatory |= 1 << slot;
        }
        most.push(worth.linear[*c].saturating_add(of_hours).saturating_add(of_duty));
    }
    let mut root = Node { set: 0, blocked: 0, count: 0, linear: 0, hours: 0 };
    for slot in 0..count {
        if must >> slot & 1 == 1 {
            if root.blocked >> slot & 1 == 1 {
                return None;
            }
            root = taken(root, slot, linear[slot], hours[slot], person.excludes[slot]);
        }
    }
    if root.count > model.each {
        return None;
    }
    let open = allowed & !root.blocked & !root.set;
    let mut groups: Vec<(i64, Vec<usize>)> = Vec::new();
    for group in &person.groups {
        let mut slots: Vec<usize> = group.iter().copied().filter(|slot| open >> slot & 1 == 1 && most[*slot] > 0).collect();
        slots.sort_by_key(|slot| (-most[*slot], *slot));
        if let Some(first) = slots.first() {
            groups.push((most[*first], slots));
        }
    }
    groups.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut sums = vec![0_i64];
    for (add, _) in &groups {
        sums.push(sums.last().copied().unwrap_or(0).saturating_add(*add));
    }
    let mut search =
        Search { person, hours, linear, mandatory, worth, groups, sums, each: model.each, best: Best { value: i64::MIN, set: 0 } };
    search.visit(root, 0);
    Some(search.best)
}

fn taken(node: Node, slot: usize, linear: i64, hours: i64, excludes: u128) -> Node {
    Node {
        set: node.set | 1 << slot,
        blocked: node.blocked | excludes,
        count: node.count + 1,
        linear: node.linear.saturating_add(linear),
        hours: node.hours + hours,
    }
}

impl Search<'_> {
    fn value(&self, node: Node) -> i64 {
        let hours = self.worth.hour.saturating_mul(node.hours.min(self.person.missing));
        let mandatory = if node.set & self.mandatory != 0 { self.worth.mandatory } else { 0 };
        node.linear.saturating_add(hours).saturating_add(mandatory)
    }

    fn visit(&mut self, node: Node, from: usize) {
        let value = self.value(node);
        if value > self.best.value {
            self.best = Best { value, set: node.set };
        }
        let left = self.each.saturating_sub(node.count).min(self.groups.len() - from);
        if left == 0 || value.saturating_add(self.sums[from + left] - self.sums[from]) <= self.best.value {
            return;
        }
        for at in 0..self.groups[from].1.len() {
            let slot = self.groups[from].1[at];
            if node.blocked >> slot & 1 == 0 {
                let next = taken(node, slot, self.linear[slot], self.hours[slot], self.person.excludes[slot]);
                self.visit(next, from + 1);
            }
        }
        self.visit(node, from + 1);
    }
}
