//! Reads a page the way a browser does and asks whether it is sound.

use std::collections::BTreeSet;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

fn parse(text: &str) -> RcDom {
    parse_document(RcDom::default(), ParseOpts::default()).one(text)
}

fn name(node: &Handle) -> Option<String> {
    match &node.data {
        NodeData::Element { name, .. } => Some(name.local.to_string()),
        _ => None,
    }
}

fn attribute(node: &Handle, wanted: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    attrs.borrow().iter().find(|attribute| &*attribute.name.local == wanted).map(|attribute| attribute.value.to_string())
}

/// Every element below, itself included, in the order of the page.
fn elements(node: &Handle) -> Vec<Handle> {
    let mut found = if name(node).is_some() { vec![node.clone()] } else { Vec::new() };
    found.extend(node.children.borrow().iter().flat_map(elements));
    found
}

fn named(within: &Handle, wanted: &str) -> Vec<Handle> {
    elements(within).into_iter().filter(|element| name(element).as_deref() == Some(wanted)).collect()
}

fn text(node: &Handle) -> String {
    match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        _ => node.children.borrow().iter().map(text).collect(),
    }
}

/// The cells of the table with this caption, row by row without the header.
pub(crate) fn cells(page: &str, caption: &str) -> Vec<Vec<String>> {
    let dom = parse(page);
    let tables = named(&dom.document, "table");
    let table = tables.iter().find(|table| named(table, "caption").iter().any(|found| attribute(found, "id").as_deref() == Some(caption)));
    let table = table.unwrap_or_else(|| panic!("no table {caption}"));
    let body = named(table, "tbody").remove(0);
    named(&body, "tr").iter().map(|row| row.children.borrow().iter().map(text).collect()).collect()
}

/// Fails unless the page is well formed, stands on its own, and can be read without seeing it.
pub(crate) fn check(what: &str, page: &str, language: &str) {
    let dom = parse(page);
    let errors = dom.errors.borrow();
    assert!(errors.is_empty(), "{what}: {errors:?}");
    let all = elements(&dom.document);
    assert_eq!(attribute(&named(&dom.document, "html")[0], "lang").as_deref(), Some(language));

    // nothing is fetched and nothing is run
    for forbidden in ["http:", "https:", "//www", "url(", "@import", "<script", "<link", "<img", "<iframe", "javascript:"] {
        assert!(!page.contains(forbidden), "{what} holds `{forbidden}`");
    }
    for element in &all {
        let NodeData::Element { attrs, .. } = &element.data else { continue };
        for attribute in attrs.borrow().iter() {
            assert!(!attribute.name.local.starts_with("on"), "{what}: {:?}", attribute.name);
            if matches!(&*attribute.name.local, "href" | "src" | "xlink:href") {
                assert!(attribute.value.starts_with('#'), "{what}: {}", attribute.value);
            }
        }
    }

    // anchors are there once, and whatever is pointed at is there
    let ids: Vec<String> = all.iter().filter_map(|element| attribute(element, "id")).collect();
    let known: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(known.len(), ids.len(), "{what}: an id twice");
    for element in &all {
        let targets = ["aria-labelledby", "aria-describedby"].into_iter().filter_map(|name| attribute(element, name));
        for target in targets.flat_map(|list| list.split(' ').map(str::to_owned).collect::<Vec<_>>()) {
            assert!(known.contains(&target), "{what}: nothing is called {target}");
        }
        if let Some(target) = attribute(element, "href") {
            assert!(known.contains(&target.trim_start_matches('#').to_owned()), "{what}: {target} leads nowhere");
        }
    }

    // headings: one of the first level, and no level is left out on the way down
    let levels: Vec<u32> = all.iter().filter_map(|element| name(element)?.strip_prefix('h')?.parse().ok()).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{what}");
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{what}: {levels:?}");

    // tables have captions, and every header says what it heads
    for table in named(&dom.document, "table") {
        assert_eq!(named(&table, "caption").len(), 1, "{what}");
        assert!(named(&table, "th").iter().all(|header| matches!(attribute(header, "scope").as_deref(), Some("col" | "row"))), "{what}");
        let width = named(&named(&table, "thead")[0], "th").len();
        for row in named(&named(&table, "tbody")[0], "tr") {
            let cells = row.children.borrow().len();
            assert!(
                cells == width || attribute(&row.children.borrow()[0], "colspan") == Some(width.to_string()),
                "{what}: {cells} of {width}"
            );
        }
    }

    // every chart says in words what it shows, and the numbers follow in a table
    for figure in named(&dom.document, "figure") {
        assert!(!text(&named(&figure, "figcaption")[0]).is_empty(), "{what}");
        for chart in named(&figure, "svg") {
            assert_eq!(attribute(&chart, "role").as_deref(), Some("img"));
            assert!(!text(&named(&chart, "title")[0]).is_empty(), "{what}");
            let described = text(&named(&chart, "desc")[0]);
            assert!(described.chars().filter(char::is_ascii_digit).count() > 0, "{what}: {described}");
        }
    }
    for section in named(&dom.document, "section") {
        assert!(named(&section, "svg").is_empty() || !named(&section, "table").is_empty(), "{what}: a chart without numbers");
    }

    // no trace of a value that could not be written
    let words = text(&dom.document);
    for odd in ["NaN", "inf", "None", "Some(", "\u{fffd}"] {
        assert!(!words.split(|letter: char| !letter.is_alphanumeric() && letter != '(').any(|word| word == odd), "{what} says `{odd}`");
    }
}
