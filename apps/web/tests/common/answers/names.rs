//! The names of properties that the sources write: whatever else stands in an answer as a name is the key of a map.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// Names of fields and variants, as types are written, and what stands in quotes before a colon.
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    pub(crate) fn of_sources() -> Names {
        let mut names = BTreeSet::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders: Vec<PathBuf> = vec![root.join("src"), root.join("../../crates")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.ends_with("tests") && !path.ends_with("benches") {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    for line in std::fs::read_to_string(path).unwrap().lines() {
                        names.extend(of_line(line));
                    }
                }
            }
        }
        Names(names)
    }

    /// Whether an object is a record; otherwise it is a map, with the names of whoever made it.
    pub(crate) fn of_record(&self, object: &Map<String, Value>) -> bool {
        object.keys().all(|name| self.0.contains(name))
    }
}

/// The names that a line of a source writes.
fn of_line(line: &str) -> Vec<String> {
    let inside = line.trim_start();
    let pieces: Vec<&str> = line.split('"').collect();
    let in_quotes = pieces.windows(2).skip(1).step_by(2);
    if inside.starts_with("#[serde(") {
        return in_quotes.map(|pair| pair[0].to_owned()).collect();
    }
    let before_colon = in_quotes.filter(|pair| pair[1].starts_with(':'));
    let mut names: Vec<String> = before_colon.map(|pair| pair[0].to_owned()).collect();
    let declared = inside.strip_prefix("pub ").or_else(|| inside.strip_prefix("pub(crate) ")).unwrap_or(inside);
    let name: String = declared.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
    if declared[name.len()..].starts_with(": ") {
        names.extend([name.replace('_', "-"), name]);
    } else if inside.len() < line.len() && name.starts_with(|letter: char| letter.is_ascii_uppercase()) {
        names.push(kebab(&name));
    }
    names
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
