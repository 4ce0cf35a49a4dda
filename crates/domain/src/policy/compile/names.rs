//! Names of a policy: no two things share one, definitions come in an order in which each uses only those before it, nothing uses itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Compiler;
use crate::legal::Label;
use crate::policy::diagnostic::Span;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{Definition, Table};

/// Reports names that clash and gives the order in which definitions can be typed.
pub(super) fn declare(compiler: &mut Compiler<'_>) -> Vec<usize> {
    let document = compiler.document;
    let mut taken: BTreeMap<Arc<str>, Span> = BTreeMap::new();
    let named = (document.parameters.iter().map(|p| &p.name))
        .chain(document.definitions.iter().map(|d| &d.name))
        .chain(document.tables.iter().map(|t| &t.name))
        .chain(document.bands.iter().map(|b| &b.name));
    for name in named {
        if compiler.scope.catalogue.find(&name.value).is_some() {
            let message = Label::new(
                format!("nama `{}` sudah dipakai oleh fakta dalam katalog `{}`", name.value, compiler.scope.catalogue.id),
                format!("the name `{}` is already a fact of the catalogue `{}`", name.value, compiler.scope.catalogue.id),
            );
            compiler.error("duplicate-name", name.span, message);
        }
        if let Some(first) = taken.insert(Arc::clone(&name.value), name.span) {
            let file = Arc::clone(&document.file);
            let message = Label::new(format!("nama `{}` dipakai dua kali", name.value), format!("the name `{}` is used twice", name.value));
            compiler.out.push(
                crate::policy::diagnostic::Diagnostic::error("duplicate-name", &file, name.span, message)
                    .with_related(first, Label::new("dipakai pertama kali di sini", "first used here")),
            );
        }
    }
    for words in ["as of", "item", "score"] {
        if let Some(span) = taken.get(words).copied() {
            let message = Label::new(
                format!("nama `{words}` mempunyai arti tetap dalam ekspresi"),
                format!("the name `{words}` has a fixed meaning in expressions"),
            );
            compiler.error("duplicate-name", span, message);
        }
    }
    definition_order(compiler)
}

fn definition_order(compiler: &mut Compiler<'_>) -> Vec<usize> {
    let document = compiler.document;
    let mut all: BTreeSet<&str> = document.definitions.iter().map(|d| &*d.name.value).collect();
    all.extend(document.parameters.iter().map(|p| &*p.name.value));
    all.extend(document.tables.iter().map(|t| &*t.name.value));
    all.extend(compiler.scope.catalogue.facts().iter().map(|f| &*f.name));
    let places: BTreeMap<&str, usize> = document.definitions.iter().enumerate().map(|(i, d)| (&*d.name.value, i)).collect();
    let uses: Vec<Vec<usize>> = document
        .definitions
        .iter()
        .map(|d| names_in(&d.expression.value, &all).into_iter().filter_map(|name| places.get(name).copied()).collect())
        .collect();
    let mut order = Vec::new();
    let mut placed = vec![false; uses.len()];
    while order.len() < uses.len() {
        let ready = (0..uses.len()).find(|i| !placed[*i] && uses[*i].iter().all(|used| placed[*used]));
        match ready {
            Some(next) => {
                placed[next] = true;
                order.push(next);
            }
            None => {
                let stuck: Vec<usize> = (0..uses.len()).filter(|i| !placed[*i]).collect();
                let names = stuck.iter().map(|i| format!("`{}`", document.definitions[*i].name.value)).collect::<Vec<_>>().join(", ");
                let span = stuck.first().map_or(document.span, |i| document.definitions[*i].name.span);
                let message = Label::new(
                    format!("definisi {names} saling memakai, sehingga tidak ada yang dapat dihitung lebih dulu"),
                    format!("the definitions {names} use each other, so that none can be computed first"),
                );
                compiler.error("definition-cycle", span, message);
                break;
            }
        }
    }
    order
}

/// The known names an expression text mentions, longest first at each place, quoted texts left out.
fn names_in<'n>(text: &str, known: &BTreeSet<&'n str>) -> Vec<&'n str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut found = Vec::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            let closing = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
            rest = &rest[closing..];
            before = '"';
            continue;
        }
        let longest = known
            .iter()
            .filter(|name| rest.starts_with(**name) && !is_name(before) && !rest[name.len()..].chars().next().is_some_and(is_name))
            .max_by_key(|name| name.len());
        let step = longest.map_or(c.len_utf8(), |name| name.len());
        if let Some(name) = longest {
            found.push(*name);
        }
        before = rest[..step].chars().next_back().unwrap_or(' ');
        rest = &rest[step..];
    }
    found
}

/// Reports definitions and tables that use themselves through each other; evaluation would never end.
pub(super) fn report_cycles(compiler: &mut Compiler<'_>, definitions: &[Definition], tables: &[Table]) {
    // definitions only use definitions before them; a cycle must therefore pass through a table
    for (start, table) in tables.iter().enumerate() {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&Node> = table.inputs.iter().collect();
        while let Some(node) = open.pop() {
            let mut found = Vec::new();
            node.walk(&mut |n| match n.kind {
                NodeKind::Table(i) => found.push((true, i)),
                NodeKind::Definition(i) => found.push((false, i)),
                _ => {}
            });
            for (is_table, index) in found {
                if is_table && usize::from(index) == start {
                    let message = Label::new(
                        format!("tabel `{}` memakai dirinya sendiri", table.name),
                        format!("the table `{}` uses itself", table.name),
                    );
                    compiler.error("definition-cycle", table.span, message);
                    return;
                }
                if seen.insert((is_table, index)) {
                    if is_table {
                        open.extend(tables.get(usize::from(index)).into_iter().flat_map(|t| &t.inputs));
                    } else {
                        open.extend(definitions.get(usize::from(index)).map(|d| &d.node));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_wins_and_quotes_are_left_out() {
        let known = BTreeSet::from(["credit", "credit.held", "base credit", "base"]);
        assert_eq!(names_in("credit.held + base credit - base", &known), ["credit.held", "base credit", "base"]);
        assert_eq!(names_in("\"credit\" = creditor", &known), Vec::<&str>::new());
    }
}
