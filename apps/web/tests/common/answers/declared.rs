//! What the sources say of objects in answers: which names are those of a record, and which of them may be left out or be null.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// A record that is written: a type, or a variant of one.
#[derive(Clone, Default)]
struct Record {
    /// Fields, with whether each is left out now and then, and whether it is null now and then.
    fields: BTreeMap<String, (bool, bool)>,
    /// What names the variant; what else it has, another variant may not have.
    tag: Option<String>,
    /// Whether the fields of something else stand among its own.
    open: bool,
}

/// Fields without which something open is not told from other things.
const TELLING: usize = 3;

impl Record {
    /// What it always has.
    fn needed(&self) -> impl Iterator<Item = &String> {
        self.fields.iter().filter(|(_, (absent, _))| !absent).map(|(name, _)| name).chain(&self.tag)
    }

    fn is_of(&self, names: &BTreeSet<String>) -> bool {
        let has = |name: &String| self.tag.as_ref() == Some(name) || self.fields.contains_key(name);
        let told = if self.open { self.needed().count() >= TELLING } else { names.iter().all(has) };
        told && self.needed().all(|name| names.contains(name))
    }
}

/// Which names of an object may be left out, and which may be null.
#[derive(Clone, Default)]
pub(crate) struct Lacking {
    pub(crate) absent: BTreeSet<String>,
    pub(crate) null: BTreeSet<String>,
}

/// What the sources declare.
#[derive(Default)]
pub(crate) struct Declared {
    /// Fields, variants, and what is written before a colon: any other name is one of a map.
    known: BTreeSet<String>,
    /// Variants that stand as the only name of an object.
    variants: BTreeSet<String>,
    records: Vec<Record>,
    found: RefCell<BTreeMap<BTreeSet<String>, Lacking>>,
}

impl Declared {
    pub(crate) fn of_sources() -> Declared {
        let mut declared = Declared::default();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders: Vec<PathBuf> = vec![root.join("src"), root.join("../../crates")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.ends_with("tests") && !path.ends_with("benches") {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    declared.read(&std::fs::read_to_string(path).unwrap());
                }
            }
        }
        declared
    }

    /// Whether an object is a record; otherwise it is a map, with the names of whoever made it.
    pub(crate) fn is_record(&self, object: &Map<String, Value>) -> bool {
        object.keys().all(|name| self.known.contains(name))
    }

    /// What the type that an object is of says of its names; nothing where it is of none.
    pub(crate) fn lacking(&self, object: &Map<String, Value>) -> Lacking {
        let names: BTreeSet<String> = object.keys().map(|name| name.replace('_', "-")).collect();
        let find = || {
            let mut lacking = Lacking::default();
            if names.len() == 1 && names.is_subset(&self.variants) {
                lacking.absent.clone_from(&names);
            }
            let found: Vec<&Record> = self.records.iter().filter(|record| record.is_of(&names)).collect();
            // of several that it can be, what always has the most of it
            let most = found.iter().map(|record| record.needed().count()).max().unwrap_or_default();
            for record in found.into_iter().filter(|record| record.needed().count() == most) {
                let own = |name: &str| record.fields.get(name);
                let may = |name: &&String| own(name).map_or(record.open, |(absent, _)| *absent || record.tag.is_some());
                lacking.absent.extend(names.iter().filter(may).cloned());
                lacking.null.extend(record.fields.iter().filter(|(_, (_, null))| *null).map(|(name, _)| name.clone()));
            }
            lacking
        };
        self.found.borrow_mut().entry(names.clone()).or_insert_with(find).clone()
    }

    fn read(&mut self, source: &str) {
        let (mut written_out, mut tag, mut of_enum) = (false, None, false);
        let (mut absent, mut left_out, mut renamed) = (false, false, None);
        let mut record: Option<Record> = None;
        for line in source.lines() {
            self.known.extend(quoted_before_colon(line));
            let inside = line.trim_start();
            if inside.starts_with("#[serde(") {
                for named in ["tag", "content", "rename"].iter().filter_map(|key| quoted_after(inside, key)) {
                    self.known.insert(named);
                }
                if inside.len() == line.len() {
                    tag = quoted_after(inside, "tag").or(tag);
                } else {
                    absent |= inside.contains("skip_serializing_if");
                    if let Some(record) = record.as_mut().filter(|_| inside.contains("flatten")) {
                        record.open = true;
                    }
                    left_out |= inside.contains("flatten")
                        || inside.contains("skip)")
                        || inside.contains("skip,")
                        || inside.contains("skip_serializing)");
                    renamed = quoted_after(inside, "rename").or(renamed);
                }
                continue;
            }
            if line.starts_with("#[derive(") {
                (written_out, tag) = (line.contains("Serialize"), None);
            }
            let declaration = inside.strip_prefix("pub ").or_else(|| inside.strip_prefix("pub(crate) ")).unwrap_or(inside);
            if inside.len() == line.len() {
                of_enum = (of_enum && line != "}") || declaration.starts_with("enum ");
                if written_out && declaration.starts_with("struct ") && line.ends_with('{') {
                    record = Some(Record::default());
                } else if line == "}" {
                    self.records.extend(record.take());
                    written_out = false;
                }
                continue;
            }
            let name: String = declaration.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
            let rest = &declaration[name.len()..];
            if of_enum && line.starts_with("    }") {
                self.records.extend(record.take());
            } else if of_enum && name.starts_with(|letter: char| letter.is_ascii_uppercase()) && !rest.starts_with(':') {
                let name = renamed.take().unwrap_or_else(|| kebab(&name));
                self.known.insert(name.clone());
                if written_out && tag.is_none() {
                    self.variants.insert(name);
                }
                record = (written_out && rest.starts_with(" {")).then(|| Record { tag: tag.clone(), ..Record::default() });
                (absent, left_out) = (false, false);
            } else if let Some(kind) = rest.strip_prefix(": ") {
                let name = renamed.take().unwrap_or_else(|| name.clone());
                self.known.extend([name.clone(), name.replace('_', "-")]);
                if let Some(record) = record.as_mut().filter(|_| !left_out) {
                    record.fields.insert(name.replace('_', "-"), (absent, !absent && kind.starts_with("Option<")));
                }
                (absent, left_out) = (false, false);
            }
        }
    }
}

/// What stands in quotes after `key = `.
fn quoted_after(line: &str, key: &str) -> Option<String> {
    line.split(&format!("{key} = \"")).nth(1)?.split('"').next().map(str::to_owned)
}

/// What is written in quotes before a colon.
fn quoted_before_colon(line: &str) -> Vec<String> {
    let pieces: Vec<&str> = line.split('"').collect();
    let named = pieces.windows(2).filter(|pair| pair[1].starts_with(':') && !pair[0].is_empty());
    named.map(|pair| pair[0].to_owned()).filter(|name| name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')).collect()
}

/// `FirstCome` as `first-come`.
fn kebab(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}
