//! From a catalogue as written to a typed catalogue.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{extent, scale_of};
use crate::legal::Label;
use crate::policy::catalogue::{Catalogue, Fact};
use crate::policy::diagnostic::{Diagnostic, Spanned};
use crate::policy::document::CatalogueDocument;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::expression::typing::{self, Scope};
use crate::policy::scale::Scale;
use crate::policy::types::Type;
use crate::policy::value::FactIndex;

/// Types a catalogue: scales, facts, derivations. What is wrong is reported and left out; the rest is usable.
pub fn compile_catalogue(document: &CatalogueDocument) -> (Arc<Catalogue>, Vec<Diagnostic>) {
    let mut out = Vec::new();
    let mut scales: BTreeMap<Arc<str>, Arc<Scale>> = BTreeMap::new();
    for written in &document.scales {
        report_scale(document, written, scales.contains_key(&written.name.value), &mut out);
        scales.entry(Arc::clone(&written.name.value)).or_insert_with(|| Arc::new(scale_of(written)));
    }
    let lookup = |name: &str| scales.get(name).cloned();
    let mut facts: Vec<Fact> = Vec::new();
    let mut names: BTreeSet<Arc<str>> = BTreeSet::new();
    for written in &document.facts {
        if !names.insert(Arc::clone(&written.name.value)) {
            let message = Label::new(
                format!("fakta `{}` ditulis dua kali", written.name.value),
                format!("the fact `{}` is declared twice", written.name.value),
            );
            out.push(Diagnostic::error("duplicate-name", &document.file, written.name.span, message));
            continue;
        }
        let ty = typing::parse_type(&written.ty, written.unit.as_ref(), written.max_length, &lookup, &document.file, &mut out);
        facts.push(Fact {
            name: Arc::clone(&written.name.value),
            ty: ty.unwrap_or(Type::Any),
            label: written.label.clone(),
            source: written.source.clone(),
            supplier: written.supplier.clone(),
            range: written.range,
            direction: written.direction,
            blank: written.blank,
            can_be_none: written.can_be_none,
            protected: written.protected,
            derive_source: written.derive.clone(),
            derive: None,
            span: written.span,
        });
    }
    if facts.len() > usize::from(u16::MAX) {
        let message = Label::new(
            format!("katalog memuat {} fakta, paling banyak {}", facts.len(), u16::MAX),
            format!("the catalogue has {} facts, expected at most {}", facts.len(), u16::MAX),
        );
        out.push(Diagnostic::error("too-many-facts", &document.file, document.id.span, message));
        facts.truncate(usize::from(u16::MAX));
    }
    let scales = scales.into_values().collect();
    let mut catalogue = Catalogue::new(Arc::clone(&document.id.value), document.title.clone(), Arc::clone(&document.file), scales, facts);
    derive(&mut catalogue, &mut out);
    (Arc::new(catalogue), out)
}

fn report_scale(document: &CatalogueDocument, written: &crate::policy::document::ScaleDocument, again: bool, out: &mut Vec<Diagnostic>) {
    if again {
        let message = Label::new(
            format!("skala `{}` ditulis dua kali", written.name.value),
            format!("the scale `{}` is declared twice", written.name.value),
        );
        out.push(Diagnostic::error("duplicate-name", &document.file, written.name.span, message));
    }
    let mut codes: BTreeSet<&str> = BTreeSet::new();
    for code in written.values.iter().map(|value| &value.code) {
        if !codes.insert(&code.value) {
            let message = Label::new(
                format!("kode `{}` dipakai dua kali dalam skala `{}`", code.value, written.name.value),
                format!("the code `{}` is used twice in the scale `{}`", code.value, written.name.value),
            );
            out.push(Diagnostic::error("duplicate-code", &document.file, code.span, message));
        }
    }
}

/// Types the derivations and refuses those that lead back to themselves.
fn derive(catalogue: &mut Catalogue, out: &mut Vec<Diagnostic>) {
    let no_scales = BTreeMap::new();
    let no_policies = |_: &str| None;
    let mut derived: Vec<(FactIndex, Spanned<String>, Node)> = Vec::new();
    for (place, fact) in catalogue.facts().iter().enumerate() {
        let Some(text) = &fact.derive_source else { continue };
        let scope = Scope {
            catalogue,
            file: Arc::clone(&catalogue.file),
            names: BTreeMap::new(),
            scales: &no_scales,
            outcome: &no_policies,
            dates_round: true,
        };
        if let Some(node) = typing::compile(&text.value, text.span.start, &scope, Some(&fact.ty), out) {
            derived.push((FactIndex(place as u16), text.clone(), node));
        }
    }
    let graph: BTreeMap<FactIndex, BTreeSet<FactIndex>> = derived.iter().map(|(index, _, node)| (*index, facts_in(node))).collect();
    let mut trees: Vec<Vec<&Node>> = vec![Vec::new(); catalogue.facts().len()];
    for (index, _, node) in &derived {
        trees[index.get()].push(node);
    }
    let extents = extent::of_facts(&trees);
    let far = derived.iter().filter(|(index, _, _)| extents[index.get()].too_far()).min_by_key(|(index, _, _)| extents[index.get()]);
    if let Some((index, text, _)) = far {
        out.push(extents[index.get()].of_fact(&catalogue.fact(*index).name, &catalogue.file, text.span));
    }
    for (index, text, node) in derived {
        let mut seen = BTreeSet::new();
        let mut open = vec![index];
        while let Some(at) = open.pop() {
            open.extend(graph.get(&at).into_iter().flatten().filter(|next| seen.insert(**next)));
        }
        if seen.contains(&index) {
            let name = Arc::clone(&catalogue.fact(index).name);
            let message = Label::new(
                format!("penurunan fakta `{name}` kembali kepada dirinya sendiri"),
                format!("the derivation of the fact `{name}` leads back to itself"),
            );
            out.push(Diagnostic::error("definition-cycle", &catalogue.file, text.span, message));
            continue;
        }
        if !extents[index.get()].too_far() {
            catalogue.set_derivation(index, node);
        }
    }
}

fn facts_in(node: &Node) -> BTreeSet<FactIndex> {
    let mut facts = BTreeSet::new();
    node.walk(&mut |n: &Node| {
        if let NodeKind::Fact(index) = n.kind {
            facts.insert(index);
        }
    });
    facts
}
