//! The items of a package and how they hang together.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Span};

use super::{EXTENSION, ItemExtension};
use crate::json::{LeftOut, Node, Object};
use crate::table::{Problems, shorten};

/// What an item is in a framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Group,
    Competency,
    Level,
    Indicator,
}

impl Kind {
    /// The kind a type names; `None` for a type nobody knows here.
    fn of(item_type: &str) -> Option<Kind> {
        let word = item_type.to_lowercase();
        let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
        if has(&["indicator", "behavio", "indikator", "perilaku"]) {
            Some(Kind::Indicator)
        } else if has(&["group", "cluster", "category", "domain", "kelompok", "rumpun"]) {
            Some(Kind::Group)
        } else if has(&["level", "proficiency", "jenjang"]) {
            Some(Kind::Level)
        } else if has(&["compet", "kompetensi", "skill"]) {
            Some(Kind::Competency)
        } else {
            None
        }
    }
}

/// One `CFItem`.
pub(super) struct Item {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) code: Option<String>,
    pub(super) enumeration: Option<String>,
    pub(super) full: Label,
    pub(super) short: Option<Label>,
    pub(super) extension: ItemExtension,
    pub(super) span: Span,
    item_type: Option<String>,
    parent: Option<usize>,
    sequence: Option<i64>,
    /// The item of a level this one is at.
    at_level: Option<usize>,
}

/// All items in the order of the package, and what hangs below what.
pub(super) struct Tree {
    pub(super) items: Vec<Item>,
    by_id: BTreeMap<String, usize>,
}

impl Tree {
    pub(super) fn read(items: &[Node<'_>], associations: &[Node<'_>], document: &str, left: &mut LeftOut, problems: &mut Problems) -> Tree {
        let mut tree = Tree { items: Vec::new(), by_id: BTreeMap::new() };
        for node in items {
            if let Some(item) = node.object(problems).and_then(|object| item(&object, left, problems)) {
                if let Some(first) = tree.by_id.get(&item.id).and_then(|first| tree.items.get(*first)) {
                    let (id, first) = (shorten(&item.id), first.span);
                    problems.add(
                        Diagnostic::error(
                            "duplicate-code",
                            &problems.file,
                            item.span,
                            Label::new(
                                format!("pengenal `{id}` dipakai dua butir, diharapkan satu"),
                                format!("identifier `{id}` names two items, expected one"),
                            ),
                        )
                        .with_related(first, Label::new("butir pertama", "the first one")),
                    );
                    continue;
                }
                tree.by_id.insert(item.id.clone(), tree.items.len());
                tree.items.push(item);
            }
        }
        for node in associations {
            if let Some(object) = node.object(problems) {
                tree.associate(&object, document, left, problems);
            }
        }
        tree.break_circles(problems);
        tree.settle_kinds(problems);
        tree
    }

    fn associate(&mut self, object: &Object<'_>, document: &str, left: &mut LeftOut, problems: &mut Problems) {
        for housekeeping in ["identifier", "uri", "CFDocumentURI", "lastChangeDateTime"] {
            let _ = object.get(housekeeping);
        }
        let kind = object.need_text("associationType", problems);
        let sequence = object.get("sequenceNumber").and_then(|node| node.raw.parse::<i64>().ok());
        let end = |key: &str, problems: &mut Problems| {
            let node = object.get(key)?;
            // a link, or, as older packages have it, the identifier alone
            if node.raw.starts_with('"') {
                return node.text(problems).map(|id| (id, node.span));
            }
            node.object(problems)?.need_text("identifier", problems).map(|id| (id, node.span))
        };
        let (origin, destination) = (end("originNodeURI", problems), end("destinationNodeURI", problems));
        left.members("CFAssociations", object);
        let Some(((origin, origin_span), (destination, destination_span))) = origin.zip(destination) else {
            let span = Span { end: object.node.span.start + 1, ..object.node.span };
            problems.error(
                "missing-key",
                span,
                Label::new(
                    format!("`{}` tidak mempunyai `originNodeURI` dan `destinationNodeURI`", object.node.name()),
                    format!("`{}` has no `originNodeURI` and `destinationNodeURI`, expected both", object.node.name()),
                ),
            );
            return;
        };
        let Some(kind) = kind else { return };
        if kind != "isChildOf" && kind != "hasSkillLevel" {
            left.add("CFAssociations", &kind, object.node.span);
            return;
        }
        let Some(from) = self.by_id.get(&origin).copied() else {
            unknown(&origin, origin_span, problems);
            return;
        };
        let to = self.by_id.get(&destination).copied();
        if to.is_none() && destination != document {
            unknown(&destination, destination_span, problems);
            return;
        }
        let Some(item) = self.items.get_mut(from) else { return };
        if kind == "hasSkillLevel" {
            item.at_level = to;
            return;
        }
        if item.parent.is_some() && item.parent != to {
            let id = shorten(&origin);
            problems.add(Diagnostic::warning(
                "left-out",
                &problems.file,
                object.node.span,
                Label::new(
                    format!("butir `{id}` berada di bawah dua induk, yang kedua tidak dibawa"),
                    format!("item `{id}` hangs below two parents, the second one is left out"),
                ),
            ));
            return;
        }
        item.sequence = sequence;
        item.parent = to;
    }

    /// An item below itself is put at the top.
    fn break_circles(&mut self, problems: &mut Problems) {
        for start in 0..self.items.len() {
            let (mut seen, mut at) = (BTreeSet::new(), start);
            while let Some(parent) = self.items.get(at).and_then(|item| item.parent) {
                if !seen.insert(at) {
                    break;
                }
                if parent == start {
                    let Some(item) = self.items.get_mut(start) else { break };
                    item.parent = None;
                    let (id, span) = (shorten(&item.id), item.span);
                    problems.error(
                        "circle",
                        span,
                        Label::new(format!("butir `{id}` berada di bawah dirinya sendiri"), format!("item `{id}` hangs below itself")),
                    );
                    break;
                }
                at = parent;
            }
        }
    }

    /// An item of an unknown type is a group where competencies hang below it, and a competency otherwise.
    fn settle_kinds(&mut self, problems: &mut Problems) {
        let mut changed: BTreeMap<(String, bool), (Span, usize)> = BTreeMap::new();
        for i in 0..self.items.len() {
            let Some(item) = self.items.get(i) else { continue };
            let Some(unknown) =
                item.item_type.as_deref().filter(|name| Kind::of(name).is_none()).or(item.item_type.is_none().then_some(""))
            else {
                continue;
            };
            let is_group = self.children(i).iter().any(|child| child.kind == Kind::Competency);
            let entry = changed.entry((unknown.to_owned(), is_group)).or_insert((item.span, 0));
            entry.1 += 1;
            if let (true, Some(item)) = (is_group, self.items.get_mut(i)) {
                item.kind = Kind::Group;
            }
        }
        for ((name, is_group), (span, count)) in changed {
            let name = shorten(&name);
            let (id, en) = if is_group { ("kelompok", "groups") } else { ("kompetensi", "competencies") };
            let sentence = if name.is_empty() {
                Label::new(
                    format!("butir tanpa `CFItemType`; {count} butir dibaca sebagai {id}"),
                    format!("items without `CFItemType`; {count} read as {en}"),
                )
            } else {
                Label::new(
                    format!("jenis butir `{name}` tidak dikenal; {count} butir dibaca sebagai {id}"),
                    format!("unknown item type `{name}`; {count} read as {en}"),
                )
            };
            problems.add(Diagnostic::warning("unknown-item-type", &problems.file, span, sentence));
        }
    }

    /// What hangs directly below an item, in order of sequence numbers and then of the package.
    pub(super) fn children(&self, parent: usize) -> Vec<&Item> {
        let mut children: Vec<&Item> = self.items.iter().filter(|item| item.parent == Some(parent)).collect();
        children.sort_by_key(|item| item.sequence.unwrap_or(i64::MAX));
        children
    }

    pub(super) fn index(&self, item: &Item) -> Option<usize> {
        self.by_id.get(&item.id).copied()
    }

    pub(super) fn parent(&self, item: &Item) -> Option<&Item> {
        item.parent.and_then(|parent| self.items.get(parent))
    }

    /// The nearest item of a kind above one.
    pub(super) fn above<'a>(&'a self, item: &'a Item, kind: Kind) -> Option<&'a Item> {
        let mut at = self.parent(item);
        // circles are broken, so the way up ends
        while let Some(found) = at {
            if found.kind == kind {
                return Some(found);
            }
            at = self.parent(found);
        }
        None
    }

    /// The number of a level: that of the level it is linked to, or the last number in its code, its enumeration or its name.
    pub(super) fn level_number(&self, item: &Item) -> Option<u8> {
        let linked = item.at_level.and_then(|at| self.items.get(at)).filter(|linked| linked.at_level.is_none());
        let own = |item: &Item| {
            let texts =
                [item.code.as_deref(), item.enumeration.as_deref(), item.short.as_ref().map(|label| &*label.id), Some(&*item.full.id)];
            texts.into_iter().flatten().find_map(last_number).or_else(|| item.sequence.and_then(|n| u8::try_from(n).ok()))
        };
        linked.and_then(own).or_else(|| own(item))
    }
}

fn last_number(text: &str) -> Option<u8> {
    text.split(|c: char| !c.is_ascii_digit()).rfind(|part| !part.is_empty())?.parse().ok()
}

fn unknown(id: &str, span: Span, problems: &mut Problems) {
    let id = shorten(id);
    problems.add(Diagnostic::warning(
        "unknown-item",
        &problems.file,
        span,
        Label::new(
            format!("`{id}` bukan butir dari paket ini; hubungannya tidak dibawa"),
            format!("`{id}` is no item of this package; the association is left out"),
        ),
    ));
}

fn item(object: &Object<'_>, left: &mut LeftOut, problems: &mut Problems) -> Option<Item> {
    for housekeeping in ["uri", "CFDocumentURI", "CFItemTypeURI", "lastChangeDateTime", "language"] {
        let _ = object.get(housekeeping);
    }
    let id = object.need_text("identifier", problems);
    let full = object.need_text("fullStatement", problems);
    let short = object.text("abbreviatedStatement", problems);
    let item_type = object.text("CFItemType", problems);
    let (code, enumeration) = (object.text("humanCodingScheme", problems), object.text("listEnumeration", problems));
    let mut extension = ItemExtension::default();
    if let Some(extensions) = object.get("extensions").and_then(|node| node.object(problems)) {
        extension = extensions.get(EXTENSION).and_then(|node| node.shaped(problems)).unwrap_or_default();
        left.members("CFItems.extensions", &extensions);
    }
    left.members("CFItems", object);
    let both = |id: String, en: Option<&String>| Label::new(id.as_str(), en.map_or(id.as_str(), String::as_str));
    let kind = item_type.as_deref().and_then(Kind::of).unwrap_or(Kind::Competency);
    Some(Item {
        id: id?,
        kind,
        code,
        enumeration,
        full: both(full?, extension.full_statement_en.as_ref()),
        short: short.map(|short| both(short, extension.abbreviated_statement_en.as_ref())),
        extension,
        span: Span { end: object.node.span.start + 1, ..object.node.span },
        item_type,
        parent: None,
        sequence: None,
        at_level: None,
    })
}
