//! The colours of the style sheet: what is read stands out enough (WCAG 2.2, 1.4.3 and 1.4.11), in light and in dark.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic,
    reason = "tests; contrast is defined on real numbers"
)]

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../assets/style.css");

/// The colours of the n-th `:root`.
fn colours(nth: usize) -> BTreeMap<&'static str, f64> {
    let block = STYLE.split(":root {").nth(nth + 1).unwrap().split('}').next().unwrap();
    let pairs = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    pairs.map(|(name, hex)| (name, luminance(hex))).collect()
}

fn luminance(hex: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

fn contrast(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_is_readable_in_light_and_dark() {
    for (mode, nth) in [("light", 0), ("dark", 1)] {
        let colours = colours(nth);
        assert!(colours.len() >= 17, "{mode}: {colours:?}");
        let grounds = ["paper", "ground", "met-ground", "not-met-ground", "unknown-ground", "aside-ground"];
        let mut pairs: Vec<(&str, &str)> = grounds.iter().flat_map(|ground| [("ink", *ground), ("link", *ground)]).collect();
        pairs.extend([("soft", "paper"), ("soft", "ground"), ("soft", "unknown-ground"), ("on-accent", "accent")]);
        pairs.extend(["met", "not-met", "unknown", "aside"].map(|colour| (colour, "paper")));
        pairs.extend([
            ("met", "met-ground"),
            ("not-met", "not-met-ground"),
            ("unknown", "unknown-ground"),
            ("aside", "aside-ground"),
            ("not-met", "ground"),
        ]);
        for (text, ground) in pairs {
            let found = contrast(colours[text], colours[ground]);
            assert!(found >= 4.5, "{mode}: {text} on {ground} is {found:.2}, expected 4.5");
        }
        for ground in ["paper", "ground"] {
            let found = contrast(colours["focus"], colours[ground]);
            assert!(found >= 3.0, "{mode}: focus on {ground} is {found:.2}, expected 3");
        }
    }
}

#[test]
fn no_colour_is_used_that_is_not_checked() {
    let after = STYLE.split("*, *::before").nth(1).unwrap().split("@media print").next().unwrap();
    assert!(!after.contains('#'), "colours stand in `:root` alone");
}
