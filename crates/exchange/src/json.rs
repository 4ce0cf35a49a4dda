//! JSON with places: every value knows where it stands, and every member that nobody asked for can be named.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Span};
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::table::{Problems, shorten};

/// A value, its place, and how to get there (`CFItems[3].fullStatement`).
#[derive(Clone, Debug)]
pub(crate) struct Node<'t> {
    pub(crate) raw: &'t str,
    pub(crate) span: Span,
    pub(crate) path: String,
}

/// Members of an object in the order written.
pub(crate) struct Members<'t>(pub(crate) Vec<(String, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for Members<'t> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Members<'t>, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<String, &'de RawValue>()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl<'t> Node<'t> {
    /// The whole text, where it is JSON.
    pub(crate) fn root(text: &'t str, problems: &mut Problems) -> Option<Node<'t>> {
        let shift = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        match serde_json::from_str::<&'t RawValue>(&text[shift..]) {
            Ok(raw) => Some(Node::of(text, raw.get(), String::new())),
            Err(error) => {
                let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
                let at = (line_start + error.column().saturating_sub(1)).min(text.len());
                problems.error(
                    "json-syntax",
                    Span::new(at, (at + 1).min(text.len())),
                    Label::new(format!("berkas ini bukan JSON ({error})"), format!("this file is not JSON ({error})")),
                );
                None
            }
        }
    }

    /// A part of the text; raw values are always that.
    fn of(text: &'t str, raw: &'t str, path: String) -> Node<'t> {
        let at = (raw.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        Node { raw, span: Span::new(at, at + raw.len()), path }
    }

    fn below(&self, raw: &'t str, path: String) -> Node<'t> {
        let at = self.span.start as usize + (raw.as_ptr() as usize).saturating_sub(self.raw.as_ptr() as usize);
        Node { raw, span: Span::new(at, at + raw.len()), path }
    }

    pub(crate) fn is_null(&self) -> bool {
        self.raw == "null"
    }

    /// For messages; the root has no path.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        if self.path.is_empty() { Cow::Borrowed("JSON") } else { Cow::Borrowed(&self.path) }
    }

    fn wrong(&self, expected: &Label, problems: &mut Problems) {
        let (name, found) = (self.name(), shorten(self.raw));
        problems.error(
            "wrong-kind",
            self.span,
            Label::new(
                format!("`{name}` berisi `{found}`, diharapkan {}", expected.id),
                format!("`{name}` is `{found}`, expected {}", expected.en),
            ),
        );
    }

    pub(crate) fn object(&self, problems: &mut Problems) -> Option<Object<'t>> {
        let Ok(Members(members)) = serde_json::from_str::<Members<'t>>(self.raw) else {
            self.wrong(&Label::new("objek", "an object"), problems);
            return None;
        };
        let mut object = Object { node: self.clone(), members: BTreeMap::new(), order: Vec::new(), asked: RefCell::default() };
        for (key, raw) in members {
            let path = if self.path.is_empty() { key.clone() } else { format!("{}.{key}", self.path) };
            let node = self.below(raw.get(), path);
            if object.members.contains_key(&key) {
                problems.error(
                    "duplicate-key",
                    node.span,
                    Label::new(
                        format!("`{}` ada dua kali, diharapkan satu kali", node.path),
                        format!("`{}` stands twice, expected it once", node.path),
                    ),
                );
                continue;
            }
            object.order.push(key.clone());
            object.members.insert(key, node);
        }
        Some(object)
    }

    pub(crate) fn list(&self, problems: &mut Problems) -> Vec<Node<'t>> {
        let Ok(items) = serde_json::from_str::<Vec<&'t RawValue>>(self.raw) else {
            self.wrong(&Label::new("daftar", "a list"), problems);
            return Vec::new();
        };
        items.iter().enumerate().map(|(i, raw)| self.below(raw.get(), format!("{}[{i}]", self.path))).collect()
    }

    pub(crate) fn text(&self, problems: &mut Problems) -> Option<String> {
        let read = serde_json::from_str::<String>(self.raw).ok();
        if read.is_none() {
            self.wrong(&Label::new("teks", "a text"), problems);
        }
        read
    }

    /// A value of a shape of ours.
    pub(crate) fn shaped<T: for<'de> Deserialize<'de>>(&self, problems: &mut Problems) -> Option<T> {
        match serde_json::from_str(self.raw) {
            Ok(value) => Some(value),
            Err(error) => {
                let name = self.name();
                problems.error(
                    "wrong-kind",
                    self.span,
                    Label::new(format!("`{name}` tidak dapat dibaca ({error})"), format!("`{name}` cannot be read ({error})")),
                );
                None
            }
        }
    }
}

/// An object. What nobody asks for is left over.
pub(crate) struct Object<'t> {
    pub(crate) node: Node<'t>,
    members: BTreeMap<String, Node<'t>>,
    order: Vec<String>,
    asked: RefCell<BTreeSet<String>>,
}

impl<'t> Object<'t> {
    /// A member; `null` is as good as absent.
    pub(crate) fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.members.get(key).filter(|node| !node.is_null())
    }

    /// A text that is not blank.
    pub(crate) fn text(&self, key: &str, problems: &mut Problems) -> Option<String> {
        self.get(key)?.text(problems).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A text that must be there.
    pub(crate) fn need_text(&self, key: &str, problems: &mut Problems) -> Option<String> {
        let found = self.text(key, problems);
        if found.is_none() && self.get(key).is_none_or(|node| node.raw.starts_with('"')) {
            let (name, span) = (self.node.name(), Span { end: self.node.span.start + 1, ..self.node.span });
            problems.error(
                "missing-key",
                span,
                Label::new(format!("`{name}` tidak mempunyai `{key}`"), format!("`{name}` has no `{key}`, expected one")),
            );
        }
        found
    }

    /// Members nobody asked for, in the order written.
    pub(crate) fn left_over(&self) -> Vec<(&str, &Node<'t>)> {
        let asked = self.asked.borrow();
        let over = self.order.iter().filter(|key| !asked.contains(*key));
        over.filter_map(|key| Some((key.as_str(), self.members.get(key)?))).filter(|(_, node)| !node.is_null()).collect()
    }
}

/// What is left out of an import, counted by kind, so that five hundred items make one remark.
#[derive(Default)]
pub(crate) struct LeftOut(BTreeMap<(&'static str, String), (Span, usize)>);

impl LeftOut {
    /// The members of an object nobody asked for.
    pub(crate) fn members(&mut self, kind: &'static str, object: &Object<'_>) {
        for (key, node) in object.left_over() {
            self.add(kind, key, node.span);
        }
    }

    pub(crate) fn add(&mut self, kind: &'static str, what: &str, span: Span) {
        self.0.entry((kind, what.to_owned())).or_insert((span, 0)).1 += 1;
    }

    pub(crate) fn report(self, problems: &mut Problems) {
        for ((kind, what), (span, count)) in self.0 {
            let (id, en) = if count > 1 { (format!(" ({count} kali)"), format!(" ({count} times)")) } else { Default::default() };
            let what = shorten(&what);
            problems.add(Diagnostic::warning(
                "left-out",
                &problems.file,
                span,
                Label::new(
                    format!("`{what}` dari `{kind}` tidak mempunyai tempat dalam kerangka dan tidak dibawa{id}"),
                    format!("`{what}` of `{kind}` has no place in a framework and is left out{en}"),
                ),
            ));
        }
    }
}
