//! Finding the word somebody probably meant, and naming things in two languages.

use jenjang::legal::Label;

/// The known word nearest to `found`, if one is near enough to be a slip of the pen.
pub(crate) fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found: Vec<char> = found.chars().take(80).flat_map(char::to_lowercase).collect();
    let allowed = (found.len() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|word| (distance(&found, &word.chars().flat_map(char::to_lowercase).collect::<Vec<char>>()), word))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Edits (insert, delete, replace, swap neighbours) that turn one word into the other.
fn distance(a: &[char], b: &[char]) -> usize {
    if a.len().abs_diff(b.len()) > 4 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

/// "did you mean `x`?"
pub(crate) fn did_you_mean(word: &str) -> Label {
    Label::new(format!("maksudnya `{word}`?"), format!("did you mean `{word}`?"))
}

/// `a`, `b` or `c`, in both languages.
pub(crate) fn one_of(words: &[&str]) -> Label {
    let join = |or: &str| match words {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [first @ .., last] => format!("{} {or} `{last}`", first.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")),
    };
    Label::new(join("atau"), join("or"))
}

/// At most sixty characters of what was found, so that a message stays a sentence.
pub(crate) fn shorten(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    match text.char_indices().nth(60) {
        None => text.chars().map(clean).collect(),
        Some((cut, _)) => text[..cut].chars().map(clean).chain("…".chars()).collect(),
    }
}

/// Whether the text is one or more words of small letters and digits joined by single hyphens.
pub(crate) fn is_kebab(text: &str) -> bool {
    !text.is_empty()
        && text.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
        && text.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Whether the text can stand in expressions: starts with a letter; letters, digits, single spaces, dots, hyphens.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text.split([' ', '.', '-']).all(|word| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        assert_eq!(nearest("refrence", ["reference", "require"]), Some("reference"));
        assert_eq!(nearest("lable", ["label", "table"]), Some("label"));
        assert_eq!(nearest("colour", ["label", "table"]), None);
        assert_eq!(nearest("", ["a"]), Some("a"));
    }

    #[test]
    fn names_and_codes() {
        assert!(is_kebab("time-in-grade") && is_kebab("a1"));
        assert!(!is_kebab("Time") && !is_kebab("a--b") && !is_kebab("-a") && !is_kebab(""));
        assert!(is_name("grade.since") && is_name("birth date") && is_name("minimum-years"));
        assert!(!is_name("1a") && !is_name("a  b") && !is_name("a+b") && !is_name("a."));
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(&*one_of(&["a", "b", "c"]).en, "`a`, `b` or `c`");
        assert_eq!(&*one_of(&["a"]).id, "`a`");
    }
}
