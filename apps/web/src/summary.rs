//! What is wrong with a form, named at the top of its page: each sentence says of which field it speaks, by the label the page gives that field.

/// A link of the summary, up to the id of its field.
const LINK: &str = "<a href=\"#";
/// What follows the id.
const OF_FIELD: &str = "\" class=\"of-field\">";

/// The page with the label of its field before each sentence of the summary.
pub(crate) fn with_labels(page: String) -> String {
    if !page.contains(OF_FIELD) {
        return page;
    }
    let mut named = String::with_capacity(page.len() + 200);
    let mut rest = page.as_str();
    while let Some((before, after)) = rest.split_once(OF_FIELD) {
        named.push_str(before);
        named.push_str(OF_FIELD);
        let field = before.rsplit_once(LINK).map_or("", |(_, field)| field);
        if let Some(label) = label(&page, field) {
            named.push_str(label);
            named.push_str(": ");
        }
        rest = after;
    }
    named.push_str(rest);
    named
}

/// What a page calls a field: the words of its label, or of the legend of its group.
fn label<'p>(page: &'p str, field: &str) -> Option<&'p str> {
    let of_label = page.split_once(&format!("<label for=\"{field}\">")).map(|(_, after)| after);
    let of_group = || page.split_once(&format!(" id=\"{field}\">"))?.1.trim_start().strip_prefix("<legend>");
    let words = of_label.or_else(of_group)?.split('<').next()?.trim();
    Some(words).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_named_by_label_or_legend_or_left() {
        let page = "<li><a href=\"#name\" class=\"of-field\">Fill it in.</a></li><li><a href=\"#kind\" class=\"of-field\">Choose.</a></li>\
            <li><a href=\"#gone\" class=\"of-field\">Odd.</a></li>\
            <label for=\"name\">Name &amp; title</label><fieldset class=\"field\" id=\"kind\">\n<legend>Kind</legend>";
        let named = with_labels(page.to_owned());
        assert!(named.contains(">Name &amp; title: Fill it in.<"), "{named}");
        assert!(named.contains(">Kind: Choose.<") && named.contains(">Odd.<"), "{named}");
        assert_eq!(with_labels("<p>Nothing</p>".to_owned()), "<p>Nothing</p>");
    }
}
