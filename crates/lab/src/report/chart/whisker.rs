//! Rates of groups as dots with their intervals, against a line of four fifths.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::{
    BLUE, Chart, Dash, GREY, INK, ORANGE, PALE, Scale, WIDTH, column, draw, fit, letters, line, listed, place, places, px, step, tall,
    text_width, ticks,
};
use crate::report::numbers::Writer;

const ROW: f64 = 25.0;
const HEAD: f64 = 46.0;
const FOOT: f64 = 48.0;
const NAMES: f64 = 220.0;

/// A group.
#[derive(Clone, Debug)]
pub(in crate::report) struct Whisker {
    /// The group.
    pub(in crate::report) name: String,
    /// Its value with the range it likely lies in; absent where it is not shown.
    pub(in crate::report) value: Option<(f64, f64, f64)>,
    /// Whether it is the one others are compared with.
    pub(in crate::report) reference: bool,
    /// Whether a question is raised about it.
    pub(in crate::report) flagged: bool,
}

/// The chart. Values are shares from 0 to 1.
#[derive(Clone, Debug)]
pub(in crate::report) struct Whiskers {
    /// The groups.
    pub(in crate::report) rows: Vec<Whisker>,
    /// Four fifths of the reference, where there is one.
    pub(in crate::report) line: Option<f64>,
    /// What is drawn.
    pub(in crate::report) axis: String,
}

impl Whiskers {
    /// Draws it; nothing where no group is shown.
    pub(in crate::report) fn draw(&self, writer: Writer) -> Option<Chart> {
        let shown = || self.rows.iter().filter_map(|row| row.value);
        let high = shown().map(|(_, _, high)| high).chain(self.line).fold(f64::NAN, f64::max);
        shown().next()?;
        let names = column(self.rows.iter().map(|row| row.name.as_str()), NAMES);
        let left = names + 18.0;
        let right_words = self.rows.iter().map(|row| text_width(&self.said(row, writer))).fold(0.0, f64::max);
        let right = f64::from(WIDTH) - right_words - 18.0;
        let across = Scale::new(0.0, (high * 1.04).clamp(0.001, 1.0), left + 4.0, right);
        let height = HEAD + ROW * place(self.rows.len()) + FOOT;
        let bottom = height - FOOT;
        draw(tall(height), self.description(writer), |area| {
            let step = step(across.high, 6.0);
            for tick in ticks(0.0, across.high, step) {
                let x = across.at(tick);
                area.draw(&PathElement::new(vec![(x, px(HEAD) - 4), (x, px(bottom))], PALE))?;
                let text = format!("{}%", writer.number(tick * 100.0, places(step * 100.0)));
                area.draw(&Text::new(text, (x, px(bottom) + 7), letters(&GREY, HPos::Center, VPos::Top)))?;
            }
            if let Some(value) = self.line {
                let x = across.at(value);
                line(area, &[(x, px(HEAD) - 8), (x, px(bottom))], ORANGE, Dash::Broken)?;
                let text = format!("{}: {}", writer.pick("4/5 dari pembanding", "4/5 of the reference"), writer.percent(value, 1));
                let half = text_width(&text) / 2.0;
                let middle = f64::from(x).clamp(left + half, (f64::from(WIDTH) - half - 4.0).max(left + half));
                area.draw(&Text::new(text, (px(middle), px(HEAD) - 22), letters(&ORANGE, HPos::Center, VPos::Center)))?;
            }
            for (index, row) in self.rows.iter().enumerate() {
                let y = px(HEAD + ROW * (place(index) + 0.5));
                area.draw(&Text::new(fit(&row.name, names), (px(left) - 12, y), letters(&INK, HPos::Right, VPos::Center)))?;
                let words = letters(if row.value.is_some() { &INK } else { &GREY }, HPos::Left, VPos::Center);
                area.draw(&Text::new(self.said(row, writer), (px(right) + 12, y), words))?;
                let Some((low, value, high)) = row.value else { continue };
                let (from, to) = (across.at(low), across.at(high));
                let color = if row.flagged { ORANGE } else { BLUE };
                area.draw(&PathElement::new(vec![(from, y), (to, y)], color.stroke_width(2)))?;
                for end in [from, to] {
                    area.draw(&PathElement::new(vec![(end, y - 5), (end, y + 5)], color.stroke_width(2)))?;
                }
                let here = (across.at(value), y);
                match (row.reference, row.flagged) {
                    (true, _) => area.draw(&Rectangle::new([(here.0 - 5, y - 5), (here.0 + 5, y + 5)], color.filled()))?,
                    (false, true) => {
                        area.draw(&Polygon::new(vec![(here.0, y - 7), (here.0 + 7, y), (here.0, y + 7), (here.0 - 7, y)], color.filled()))?
                    }
                    (false, false) => area.draw(&Circle::new(here, 5, color.filled()))?,
                }
            }
            area.draw(&PathElement::new(vec![(px(left), px(bottom)), (px(right), px(bottom))], INK))?;
            let under = (px((left + right) / 2.0), px(height) - 20);
            area.draw(&Text::new(self.axis.clone(), under, letters(&GREY, HPos::Center, VPos::Top)))
        })
    }

    fn said(&self, row: &Whisker, writer: Writer) -> String {
        let Some((_, value, _)) = row.value else { return writer.pick("kurang dari 5", "fewer than 5").to_owned() };
        let text = writer.percent(value, 1);
        if row.flagged {
            format!("{text} {}", writer.pick("– periksa", "– examine"))
        } else if row.reference {
            format!("{text} {}", writer.pick("– pembanding", "– reference"))
        } else {
            text
        }
    }

    fn description(&self, writer: Writer) -> String {
        let parts: Vec<String> = self
            .rows
            .iter()
            .map(|row| match row.value {
                None => format!("{}: {}", row.name, self.said(row, writer)),
                Some((low, _, high)) => {
                    let between = writer.pick("antara", "between");
                    let and = writer.pick("dan", "and");
                    format!(
                        "{}: {} ({between} {} {and} {})",
                        row.name,
                        self.said(row, writer),
                        writer.percent(low, 1),
                        writer.percent(high, 1)
                    )
                }
            })
            .collect();
        format!("{}. {}.", self.axis, listed(writer, &parts))
    }
}
