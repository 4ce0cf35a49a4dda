//! The Indonesian civil service as data.
//!
//! [`SOURCES`] holds the fact catalogue and every policy as text; [`codes`] the code lists as types; [`dossier`] gathers the catalogue's
//! facts from a civil servant's histories.

pub mod codes;
pub mod dossier;

/// Every file under `data/`: its path there (`policies/promotion/regular.toml`) and its text, in order of paths.
pub const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// The path of the fact catalogue in [`SOURCES`].
pub const CATALOGUE_PATH: &str = "catalogue.toml";

/// The text of the fact catalogue.
pub fn catalogue_text() -> &'static str {
    include_str!("../data/catalogue.toml")
}

/// Path and text of every shipped policy, in order of paths.
pub fn policy_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    SOURCES.iter().copied().filter(|(path, _)| path.starts_with("policies/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_among_the_sources_under_its_path() {
        let found = SOURCES.iter().find(|(path, _)| *path == CATALOGUE_PATH).map(|(_, text)| *text);
        assert_eq!(found, Some(catalogue_text()));
        assert!(SOURCES.windows(2).all(|pair| pair[0].0 < pair[1].0), "paths are sorted and each stands once");
        assert!(policy_texts().all(|(path, text)| path.ends_with(".toml") && text.contains("[policy]")));
    }
}
