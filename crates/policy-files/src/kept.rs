//! Libraries that were made of another one, kept for whoever asks for the same again.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::Library;

/// How many are kept: today's, and those of a few days that somebody asks about.
const KEPT: usize = 8;

/// The libraries made of one library, the one asked for last at the end.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Vec<(Box<str>, Arc<Library>)>>);

impl Kept {
    pub(crate) fn get(&self, name: &str) -> Option<Arc<Library>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(known, _)| **known == *name)?;
        let found = kept.remove(place);
        let library = Arc::clone(&found.1);
        kept.push(found);
        Some(library)
    }

    pub(crate) fn put(&self, name: &str, library: Library) -> Arc<Library> {
        let library = Arc::new(library);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| **known != *name);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((name.into(), Arc::clone(&library)));
        library
    }
}

/// A copy of a library is there to be changed: what was made of the first is not of it.
impl Clone for Kept {
    fn clone(&self) -> Kept {
        Kept::default()
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_library_is_given_again_until_others_push_it_out() {
        let library = Library::default();
        let first = library.keep("0", Library::default());
        for name in 1..KEPT {
            library.keep(&name.to_string(), Library::default());
        }
        assert!(library.kept("0").is_some_and(|found| Arc::ptr_eq(&found, &first)));
        // asked for just now, it stays; the one after it goes
        library.keep("more", Library::default());
        assert!(library.kept("0").is_some() && library.kept("1").is_none() && library.kept("2").is_some());
    }

    #[test]
    fn what_was_made_of_a_library_is_forgotten_when_it_changes_and_not_copied() {
        let mut library = Library::default();
        library.keep("a", Library::default());
        assert!(library.clone().kept("a").is_none());
        library.add_policies([("p.toml", &b""[..])]);
        assert!(library.kept("a").is_none());
    }
}
