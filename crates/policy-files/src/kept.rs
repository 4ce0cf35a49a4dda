//! What was made of a library, kept for whoever asks for the same again: other libraries, and policies prepared for a day.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The last `MOST` things made of one library, the one asked for last at the end.
pub(crate) struct Kept<T, const MOST: usize>(Mutex<Vec<(Box<str>, Arc<T>)>>);

impl<T, const MOST: usize> Default for Kept<T, MOST> {
    fn default() -> Kept<T, MOST> {
        Kept(Mutex::default())
    }
}

impl<T, const MOST: usize> Kept<T, MOST> {
    pub(crate) fn get(&self, name: &str) -> Option<Arc<T>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(known, _)| **known == *name)?;
        let found = kept.remove(place);
        let made = Arc::clone(&found.1);
        kept.push(found);
        Some(made)
    }

    pub(crate) fn put(&self, name: &str, made: T) -> Arc<T> {
        let made = Arc::new(made);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| **known != *name);
        if kept.len() >= MOST {
            kept.remove(0);
        }
        kept.push((name.into(), Arc::clone(&made)));
        made
    }
}

/// A copy of a library is there to be changed: what was made of the first is not of it.
impl<T, const MOST: usize> Clone for Kept<T, MOST> {
    fn clone(&self) -> Kept<T, MOST> {
        Kept::default()
    }
}

impl<T, const MOST: usize> fmt::Debug for Kept<T, MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Library;
    use crate::library::LIBRARIES;

    #[test]
    fn the_same_library_is_given_again_until_others_push_it_out() {
        let library = Library::default();
        let first = library.keep("0", Library::default());
        for name in 1..LIBRARIES {
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
