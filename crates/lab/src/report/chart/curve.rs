//! A number along the values of a parameter, with the value in force and the drafted one marked.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::{BLUE, Chart, Dash, GREY, INK, ORANGE, Scale, WIDTH, draw, fit, letters, line, listed, px, rule_across, text_width};
use crate::report::numbers::Writer;

const HEIGHT: u32 = 320;

/// A marked point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Mark {
    /// The value of the rule in force: a grey square.
    InForce,
    /// The value of the draft: a diamond.
    Draft,
}

/// The chart.
#[derive(Clone, Debug)]
pub(in crate::report) struct Curve {
    /// Value of the parameter, how it is written, and the number there; ascending.
    pub(in crate::report) points: Vec<(f64, String, f64)>,
    /// Marked places with their names.
    pub(in crate::report) marks: Vec<(Mark, f64, String)>,
    /// A number that is aimed at, with its name and the least and most that will do.
    pub(in crate::report) target: Option<(String, f64, f64)>,
    /// What the parameter is.
    pub(in crate::report) axis: String,
    /// What the numbers are of.
    pub(in crate::report) counted: String,
}

impl Curve {
    /// Draws it; nothing where there are no points.
    pub(in crate::report) fn draw(&self, writer: Writer) -> Option<Chart> {
        let (first, last) = (self.points.first()?, self.points.last()?);
        let most = self.points.iter().map(|(_, _, y)| *y).chain(self.target.iter().map(|(_, _, high)| *high)).fold(0.0, f64::max);
        let left = text_width(&writer.number(most, 0)) + 22.0;
        let (right, top, bottom) = (f64::from(WIDTH) - 24.0, 44.0, f64::from(HEIGHT) - 52.0);
        let (low, high) = if last.0 > first.0 { (first.0, last.0) } else { (first.0 - 1.0, first.0 + 1.0) };
        let across = Scale::new(low, high, left + 14.0, right - 8.0);
        let up = Scale::new(0.0, if most > 0.0 { most * 1.08 } else { 1.0 }, bottom, top);
        draw(HEIGHT, self.description(writer), |area| {
            if let Some((name, least, most)) = &self.target {
                let corners = [(px(left), up.at(*most)), (px(right), up.at(*least))];
                area.draw(&Rectangle::new(corners, RGBColor(0xe9, 0xf0, 0xe2).filled()))?;
                let words = letters(&RGBColor(0x3a, 0x5a, 0x1e), HPos::Right, VPos::Bottom);
                area.draw(&Text::new(name.clone(), (px(right) - 4, up.at(*most) - 3), words))?;
            }
            rule_across(area, up, left, right, 5.0, |tick, places| writer.number(tick, places))?;
            let line_of: Vec<(i32, i32)> = self.points.iter().map(|(x, _, y)| (across.at(*x), up.at(*y))).collect();
            line(area, &line_of, BLUE, Dash::Solid)?;
            let mut free = f64::MIN;
            for (x, written, y) in &self.points {
                let here = (across.at(*x), up.at(*y));
                area.draw(&Circle::new(here, 3, BLUE.filled()))?;
                let half = text_width(written) / 2.0;
                if f64::from(here.0) - half >= free {
                    area.draw(&Text::new(written.clone(), (here.0, px(bottom) + 8), letters(&INK, HPos::Center, VPos::Top)))?;
                    free = f64::from(here.0) + half + 8.0;
                }
            }
            area.draw(&PathElement::new(vec![(px(left), up.at(0.0)), (px(right), up.at(0.0))], INK))?;
            for (index, (mark, x, name)) in self.marks.iter().enumerate() {
                self.mark(area, *mark, (across.at(*x), index), name, &up, (left, right))?;
            }
            let under = (px((left + right) / 2.0), px(f64::from(HEIGHT)) - 22);
            area.draw(&Text::new(self.axis.clone(), under, letters(&GREY, HPos::Center, VPos::Top)))
        })
    }

    /// A dashed line down from the name of the mark, and its sign on the curve.
    fn mark(&self, area: &super::Area<'_>, mark: Mark, at: (i32, usize), name: &str, up: &Scale, edges: (f64, f64)) -> super::Drawn {
        let (x, index) = at;
        let color = if mark == Mark::InForce { GREY } else { ORANGE };
        let top = if index % 2 == 0 { 12 } else { 30 };
        line(area, &[(x, top + 9), (x, up.at(0.0))], color, Dash::Broken)?;
        let room = edges.1 - edges.0;
        let name = fit(name, room);
        let half = text_width(&name) / 2.0;
        let middle = f64::from(x).clamp(edges.0 + half, (edges.1 - half).max(edges.0 + half));
        area.draw(&Text::new(name, (px(middle), top), letters(&color, HPos::Center, VPos::Center)))?;
        let Some(y) = self.marks.get(index).and_then(|(_, value, _)| self.height(*value)).map(|value| up.at(value)) else { return Ok(()) };
        match mark {
            Mark::InForce => area.draw(&Rectangle::new([(x - 6, y - 6), (x + 6, y + 6)], color.filled())),
            Mark::Draft => area.draw(&Polygon::new(vec![(x, y - 9), (x + 9, y), (x, y + 9), (x - 9, y)], color.filled())),
        }
    }

    /// The number at a value, between two points along the line.
    fn height(&self, x: f64) -> Option<f64> {
        let after = self.points.iter().position(|(at, _, _)| *at >= x)?;
        let (right, _, high) = self.points.get(after)?;
        let Some((left, _, low)) = after.checked_sub(1).and_then(|before| self.points.get(before)) else { return Some(*high) };
        Some(if right > left { low + (high - low) * (x - left) / (right - left) } else { *high })
    }

    fn description(&self, writer: Writer) -> String {
        let parts: Vec<String> = self.points.iter().map(|(_, x, y)| format!("{x}: {}", writer.number(*y, 0))).collect();
        let marks: Vec<String> = self.marks.iter().map(|(_, _, name)| name.clone()).collect();
        let marked = if marks.is_empty() { String::new() } else { format!(" {}.", listed(writer, &marks)) };
        format!("{} – {}. {}.{marked}", self.axis, self.counted, listed(writer, &parts))
    }
}
