//! Names and codes: well formed, and each used once.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Span, Spanned};
use jenjang::policy::document::Document;

use super::tables::repeated;
use crate::reader::Reader;
use crate::words::{is_kebab, is_name, shorten};

pub(super) fn check(reader: &Reader<'_>, document: &Document) {
    let mut names = Seen::new(reader, "duplicate-name");
    document.parameters.iter().for_each(|p| names.add(&p.name, "[parameters]"));
    document.definitions.iter().for_each(|d| names.add(&d.name, "[definitions]"));
    document.tables.iter().for_each(|t| names.add(&t.name, "[tables]"));
    document.bands.iter().for_each(|b| names.add(&b.name, "[bands]"));

    // what expressions cannot name would silently never be read
    for name in document.parameters.iter().map(|p| &p.name).chain(document.scales.iter().map(|s| &s.name)) {
        kebab(reader, name);
    }
    let named = document.definitions.iter().map(|d| &d.name).chain(document.tables.iter().map(|t| &t.name));
    for name in named.chain(document.bands.iter().map(|b| &b.name)) {
        expressible(reader, name);
    }

    let mut codes = Seen::new(reader, "duplicate-code");
    for criterion in &document.criteria {
        kebab(reader, &criterion.code);
        codes.add(&criterion.code, "[[criteria]]");
    }
    for group in &document.groups {
        kebab(reader, &group.code);
        codes.add(&group.code, "[[groups]]");
    }
    let mut codes = Seen::new(reader, "duplicate-code");
    for component in &document.components {
        kebab(reader, &component.code);
        codes.add(&component.code, "[[components]]");
    }
    let mut cases = Seen::new(reader, "duplicate-name");
    document.cases.iter().for_each(|case| cases.add(&case.name, "[[cases]]"));
}

/// Names in use and where each was used first.
struct Seen<'r, 'a> {
    reader: &'r Reader<'a>,
    code: &'static str,
    first: BTreeMap<Arc<str>, (Span, &'static str)>,
}

impl<'r, 'a> Seen<'r, 'a> {
    fn new(reader: &'r Reader<'a>, code: &'static str) -> Seen<'r, 'a> {
        Seen { reader, code, first: BTreeMap::new() }
    }

    fn add(&mut self, name: &Spanned<Arc<str>>, section: &'static str) {
        match self.first.get(&name.value) {
            Some((place, earlier)) => repeated(self.reader, self.code, name, *place, earlier),
            None => {
                self.first.insert(Arc::clone(&name.value), (name.span, section));
            }
        }
    }
}

fn kebab(reader: &Reader<'_>, name: &Spanned<Arc<str>>) {
    if !is_kebab(&name.value) {
        let found = shorten(&name.value);
        reader.error(
            "bad-name",
            name.span,
            Label::new(
                format!("`{found}` tidak sah sebagai nama, diharapkan huruf kecil dan angka dengan tanda hubung, seperti `time-in-grade`"),
                format!("`{found}` is not a name, expected small letters and digits with hyphens, such as `time-in-grade`"),
            ),
        );
    }
}

/// A name that expressions can use.
pub(crate) fn expressible(reader: &Reader<'_>, name: &Spanned<Arc<str>>) {
    if !is_name(&name.value) {
        let found = shorten(&name.value);
        reader.error(
            "bad-name",
            name.span,
            Label::new(
                format!("`{found}` tidak dapat dipakai dalam ekspresi, diharapkan huruf, angka, satu spasi, titik, atau tanda hubung, seperti `grade.since`"),
                format!("`{found}` cannot be used in expressions, expected letters, digits, single spaces, dots or hyphens, such as `grade.since`"),
            ),
        );
    }
}
