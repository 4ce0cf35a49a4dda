//! What the lists of an HR agency share: how many rows they show, and the units that something new can be for.

use jenjang::legal::Language;
use jenjang::people::OrgUnit;
use jenjang_service::ServiceError;

use crate::error::Failure;

/// How many rows stand on a page.
pub(super) const MOST: usize = 50;

/// The first rows, and whether there are more.
pub(super) fn first_rows<T, R>(found: &[T], row: impl FnMut(&T) -> R) -> (Vec<R>, bool) {
    (found.iter().take(MOST).map(row).collect(), found.len() > MOST)
}

/// Units as choices of a form.
pub(super) fn choices(units: &[OrgUnit], language: Language) -> Vec<(String, String)> {
    units.iter().map(|unit| (unit.id.as_str().to_owned(), unit.name.get(language).to_owned())).collect()
}

/// What was found; nothing for whoever may not read it, where the rest of the page is for them all the same.
pub(super) fn nothing_if_forbidden<T>(found: Result<Vec<T>, ServiceError>) -> Result<Vec<T>, Failure> {
    match found {
        Err(ServiceError::Forbidden { .. }) => Ok(Vec::new()),
        found => Ok(found?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_rows_stand_on_a_page_and_it_says_where_there_are_more() {
        let many: Vec<usize> = (0..=MOST).collect();
        let shown = |found: &[usize]| {
            let (rows, more) = first_rows(found, |one| *one);
            (rows.len(), more)
        };
        assert_eq!([shown(&many[..0]), shown(&many[..MOST]), shown(&many)], [(0, false), (MOST, false), (MOST, true)]);
    }
}
