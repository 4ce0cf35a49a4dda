//! Charts as SVG text: no fonts of this machine, no scripts, the same bytes every time.
//!
//! Plotters draws; what is written beside the marks, and what a reader who does not see the chart is told, comes from here. No chart
//! says anything by colour alone: sides, shapes, fills and words say it too, and the numbers stand in a table beside it.

#![allow(clippy::float_arithmetic, reason = "places on paper; what was counted stays whole")]

mod curve;
mod diverging;
mod histogram;
mod lines;
mod whisker;

use std::io;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

pub(super) use curve::{Curve, Mark};
pub(super) use diverging::{Diverging, Sides};
pub(super) use histogram::Histogram;
pub(super) use lines::{Line, Lines};
pub(super) use whisker::{Whisker, Whiskers};

use super::numbers::Writer;

/// Width of every chart, in the units of its own drawing; pages scale it.
const WIDTH: u32 = 720;
/// Gains, and what is new.
const BLUE: RGBColor = RGBColor(0x1b, 0x5e, 0xa8);
/// Losses.
const ORANGE: RGBColor = RGBColor(0xb3, 0x4a, 0x00);
/// Words and axes.
const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
/// Lesser words, and what was.
const GREY: RGBColor = RGBColor(0x5f, 0x5f, 0x5f);
/// Lines to read along.
const PALE: RGBColor = RGBColor(0xdd, 0xdd, 0xdd);
/// Size of letters; plotters writes it divided by 1.24.
const TEXT: f64 = 15.5;
/// Height of a letter in the drawing.
const LETTER: f64 = 12.5;

/// What is drawn on.
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// What drawing may end in; a string in memory never fails.
type Drawn = Result<(), DrawingAreaErrorKind<io::Error>>;

/// A drawing with what it says to those who do not see it.
#[derive(Clone, Debug)]
pub(super) struct Chart {
    /// The inside of an `svg` element.
    pub(super) inside: String,
    /// Its width.
    pub(super) width: u32,
    /// Its height.
    pub(super) height: u32,
    /// What it shows, in sentences.
    pub(super) description: String,
}

/// Draws on an area of this height.
fn draw(height: u32, description: String, paint: impl FnOnce(&Area<'_>) -> Drawn) -> Option<Chart> {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
        paint(&area).ok()?;
        area.present().ok()?;
    }
    let inside = text.split_once('>')?.1.trim().strip_suffix("</svg>")?.trim_end().to_owned();
    Some(Chart { inside, width: WIDTH, height, description })
}

/// Letters of a colour, set at a point of them.
fn letters(color: &RGBColor, across: HPos, down: VPos) -> TextStyle<'static> {
    ("sans-serif", TEXT).into_font().color(color).pos(Pos::new(across, down))
}

/// How wide a text is, roughly: letters of a plain face differ little between machines.
fn text_width(text: &str) -> f64 {
    let em: f64 = text
        .chars()
        .map(|letter| match letter {
            'i' | 'j' | 'l' | 'I' | 't' | 'f' | 'r' | '.' | ',' | ' ' | '\'' | '|' | '(' | ')' | '/' | '-' => 0.34,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.86,
            letter if letter.is_uppercase() => 0.69,
            letter if letter.is_ascii() || letter.is_alphabetic() => 0.56,
            _ => 0.7,
        })
        .sum();
    // a seventh more than a narrow face needs: the face of the reader may be a wide one
    em * LETTER * 1.14
}

/// The text, cut where it is wider: an ellipsis in its middle, since long names often differ at their end.
fn fit(text: &str, width: f64) -> String {
    if text_width(text) <= width {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let cut = |kept: usize| {
        let start: String = letters.iter().take(kept.div_ceil(2)).collect();
        let end: String = letters.iter().skip(letters.len() - kept / 2).collect();
        format!("{}…{}", start.trim_end(), end.trim_start())
    };
    let fitting = (0..letters.len()).rev().map(cut).find(|short| text_width(short) <= width);
    fitting.unwrap_or_else(|| "…".to_owned())
}

/// The text in lines of this width, at most so many; what is left over is cut.
fn wrap(text: &str, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = lines.len() == most;
        match lines.last_mut() {
            Some(line) if full || text_width(&format!("{line} {word}")) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| fit(line, width)).collect()
}

/// Width of a column for these texts, at most so much.
fn column<'t>(texts: impl Iterator<Item = &'t str>, most: f64) -> f64 {
    texts.map(text_width).fold(0.0, f64::max).min(most)
}

/// The step between lines to read along: 1, 2 or 5 with zeros, so that about so many fit.
fn step(span: f64, about: f64) -> f64 {
    if !(span.is_finite() && span > 0.0) {
        return 1.0;
    }
    let raw = span / about;
    let power = 10f64.powf(raw.log10().floor());
    let leading = raw / power;
    let nice = if leading <= 1.0 {
        1.0
    } else if leading <= 2.0 {
        2.0
    } else if leading <= 5.0 {
        5.0
    } else {
        10.0
    };
    nice * power
}

/// Multiples of the step from `low` to `high`.
fn ticks(low: f64, high: f64, step: f64) -> Vec<f64> {
    let mut ticks = Vec::new();
    let mut place = (low / step).ceil();
    while place * step <= high + step * 1e-9 && ticks.len() < 50 {
        ticks.push(place * step);
        place += 1.0;
    }
    ticks
}

/// Places a step needs to be told apart.
fn places(step: f64) -> usize {
    if step >= 1.0 {
        0
    } else if step >= 0.1 {
        1
    } else if step >= 0.01 {
        2
    } else {
        3
    }
}

/// A pixel of the drawing.
#[allow(clippy::cast_possible_truncation, reason = "drawings are a few hundred units wide")]
fn px(value: f64) -> i32 {
    value.round() as i32
}

/// A height of the drawing.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative, a few thousand at most")]
fn tall(value: f64) -> u32 {
    value.round().max(0.0) as u32
}

#[allow(clippy::cast_precision_loss, reason = "drawn to the nearest unit")]
fn float(count: u64) -> f64 {
    count as f64
}

#[allow(clippy::cast_precision_loss, reason = "drawn to the nearest unit")]
fn place(index: usize) -> f64 {
    index as f64
}

/// Where values lie across or down a drawing.
#[derive(Clone, Copy, Debug)]
struct Scale {
    from: f64,
    to: f64,
    low: f64,
    high: f64,
}

impl Scale {
    /// `low` is drawn at `from`, `high` at `to`.
    fn new(low: f64, high: f64, from: f64, to: f64) -> Scale {
        Scale { from, to, low, high: if high > low { high } else { low + 1.0 } }
    }

    fn at(self, value: f64) -> i32 {
        px(self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from))
    }
}

/// A vertical axis on the left with lines to read along, written by `label`.
fn rule_across(area: &Area<'_>, scale: Scale, left: f64, right: f64, about: f64, label: impl Fn(f64, usize) -> String) -> Drawn {
    let step = step(scale.high - scale.low, about);
    let style = letters(&GREY, HPos::Right, VPos::Center);
    for tick in ticks(scale.low, scale.high, step) {
        let y = scale.at(tick);
        area.draw(&PathElement::new(vec![(px(left), y), (px(right), y)], PALE))?;
        area.draw(&Text::new(label(tick, places(step)), (px(left) - 8, y), style.clone()))?;
    }
    Ok(())
}

/// A key to what is drawn: a sample and its name, side by side from the left.
fn key(area: &Area<'_>, top: i32, left: f64, samples: &[(Sample, &str)]) -> Drawn {
    let mut x = left;
    for (sample, name) in samples {
        sample.draw(area, px(x), top)?;
        area.draw(&Text::new((*name).to_owned(), (px(x) + 28, top), letters(&INK, HPos::Left, VPos::Center)))?;
        x += 28.0 + text_width(name) + 26.0;
    }
    Ok(())
}

/// How something is drawn, for the key.
#[derive(Clone, Copy, Debug)]
enum Sample {
    /// A bar full of colour.
    Full(RGBColor),
    /// A bar of which only the edge is drawn.
    Hollow(RGBColor),
    /// A line.
    Line(RGBColor, Dash),
}

impl Sample {
    fn draw(self, area: &Area<'_>, x: i32, y: i32) -> Drawn {
        match self {
            Sample::Full(color) => area.draw(&Rectangle::new([(x, y - 6), (x + 20, y + 6)], color.filled())),
            Sample::Hollow(color) => hollow(area, (x, y - 6), (x + 20, y + 6), color),
            Sample::Line(color, dash) => {
                let scale = [(x, y), (x + 24, y)];
                line(area, &scale, color, dash)?;
                dash.point(area, (x + 12, y), color)
            }
        }
    }
}

fn hollow(area: &Area<'_>, from: (i32, i32), to: (i32, i32), color: RGBColor) -> Drawn {
    area.draw(&Rectangle::new([from, to], WHITE.filled()))?;
    area.draw(&Rectangle::new([from, to], color.stroke_width(2)))
}

/// How a line and its points look, told apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dash {
    /// Unbroken, with discs.
    Solid,
    /// Broken, with squares.
    Broken,
    /// Dotted, with triangles.
    Dotted,
}

impl Dash {
    fn point(self, area: &Area<'_>, (x, y): (i32, i32), color: RGBColor) -> Drawn {
        match self {
            Dash::Solid => area.draw(&Circle::new((x, y), 4, color.filled())),
            Dash::Broken => area.draw(&Rectangle::new([(x - 4, y - 4), (x + 4, y + 4)], color.filled())),
            Dash::Dotted => area.draw(&TriangleMarker::new((x, y), 5, color.filled())),
        }
    }
}

/// A line through points, broken as asked.
fn line(area: &Area<'_>, points: &[(i32, i32)], color: RGBColor, dash: Dash) -> Drawn {
    let style = color.stroke_width(2);
    let (long, gap) = match dash {
        Dash::Solid => return area.draw(&PathElement::new(points.to_vec(), style)),
        Dash::Broken => (8, 5),
        Dash::Dotted => (2, 4),
    };
    area.draw(&plotters::element::DashedPathElement::new(points.to_vec(), long, gap, style))
}

/// So much of so many, for those who do not see.
fn listed(writer: Writer, parts: &[String]) -> String {
    parts.join(writer.pick("; ", "; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_both_ends() {
        let long = "Dinas Pemberdayaan Perempuan dan Perlindungan Anak Kabupaten 34";
        let short = fit(long, 200.0);
        assert!(short.starts_with("Dinas Pem") && short.ends_with("Kabupaten 34"), "{short}");
        assert!(text_width(&short) <= 200.0);
        assert_eq!(fit("III/a", 200.0), "III/a");
        assert_eq!(fit("III/a", 0.0), "…");
    }

    #[test]
    fn lines_to_read_along_are_round_numbers() {
        assert_eq!(ticks(0.0, 341_077.0, step(341_077.0, 5.0)), [0.0, 100_000.0, 200_000.0, 300_000.0]);
        assert_eq!(step(0.09, 6.0), 0.02);
        assert_eq!(step(0.0, 5.0), 1.0);
        assert_eq!(places(0.05), 2);
    }

    #[test]
    fn names_are_set_in_two_lines_at_most() {
        assert_eq!(wrap("lebih dari 60 bulan", 80.0, 2), ["lebih dari", "60 bulan"]);
        assert_eq!(wrap("a b c", 500.0, 2), ["a b c"]);
        assert_eq!(wrap("satu dua tiga empat lima enam tujuh", 60.0, 2).len(), 2);
    }
}
