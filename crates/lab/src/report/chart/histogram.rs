//! Two distributions over the same steps, side by side: before hollow and grey, after full and blue.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::{
    BLUE, Chart, GREY, INK, Sample, Scale, WIDTH, draw, float, hollow, key, letters, listed, place, px, rule_across, text_width, wrap,
};
use crate::report::numbers::Writer;
use crate::report::table::figure;
use crate::shown::Shown;

const HEIGHT: u32 = 346;

/// The chart: a step of the axis, how many before, how many after.
#[derive(Clone, Debug)]
pub(in crate::report) struct Histogram {
    /// Steps with their numbers before and after; hidden ones have a mark in place of a bar.
    pub(in crate::report) steps: Vec<(String, Shown, Shown)>,
    /// What the steps are of.
    pub(in crate::report) axis: String,
    /// Name of what was.
    pub(in crate::report) before: String,
    /// Name of what would be.
    pub(in crate::report) after: String,
}

impl Histogram {
    /// Draws it; nothing where there is nobody.
    pub(in crate::report) fn draw(&self, writer: Writer) -> Option<Chart> {
        let most = self.steps.iter().flat_map(|(_, before, after)| [before.value(), after.value()]).flatten().max().unwrap_or(0);
        if most == 0 {
            return None;
        }
        let left = text_width(&writer.count(most)) + 22.0;
        let (right, top, bottom) = (f64::from(WIDTH) - 6.0, 40.0, f64::from(HEIGHT) - 68.0);
        let scale = Scale::new(0.0, float(most) * 1.06, bottom, top);
        let each = (right - left) / place(self.steps.len());
        draw(HEIGHT, self.description(writer), |area| {
            rule_across(area, scale, left, right, 5.0, |tick, places| writer.number(tick, places))?;
            let bar = (each * 0.4).min(46.0);
            let words = letters(&INK, HPos::Center, VPos::Top);
            let widest = self.steps.iter().flat_map(|(name, _, _)| name.split_whitespace().map(text_width)).fold(0.0, f64::max);
            // names that do not fit side by side are written at every second or third step
            let every = ((widest + 8.0) / each).ceil().clamp(1.0, 4.0);
            for (index, (name, before, after)) in self.steps.iter().enumerate() {
                let middle = left + each * (place(index) + 0.5);
                let floor = scale.at(0.0);
                if let Some(before) = before.value().filter(|count| *count > 0) {
                    hollow(area, (px(middle - bar), scale.at(float(before))), (px(middle) - 1, floor), GREY)?;
                }
                if let Some(after) = after.value().filter(|count| *count > 0) {
                    let corners = [(px(middle) + 1, scale.at(float(after))), (px(middle + bar), floor)];
                    area.draw(&Rectangle::new(corners, BLUE.filled()))?;
                }
                for (count, at) in [(before, middle - bar / 2.0), (after, middle + bar / 2.0)] {
                    if count.is_hidden() {
                        area.draw(&Text::new(figure(*count, writer), (px(at), floor - 16), words.clone()))?;
                    }
                }
                if place(index) % every == 0.0 {
                    for (line, down) in wrap(name, each * every - 6.0, 2).into_iter().zip([7, 23]) {
                        area.draw(&Text::new(line, (px(middle), floor + down), words.clone()))?;
                    }
                }
            }
            area.draw(&PathElement::new(vec![(px(left), scale.at(0.0)), (px(right), scale.at(0.0))], INK))?;
            let under = (px((left + right) / 2.0), px(f64::from(HEIGHT)) - 22);
            area.draw(&Text::new(self.axis.clone(), under, letters(&GREY, HPos::Center, VPos::Top)))?;
            key(area, 16, left, &[(Sample::Hollow(GREY), &self.before), (Sample::Full(BLUE), &self.after)])
        })
    }

    fn description(&self, writer: Writer) -> String {
        let count = |count: &Shown| figure(*count, writer);
        let parts: Vec<String> =
            self.steps.iter().map(|(name, before, after)| format!("{name}: {} → {}", count(before), count(after))).collect();
        let arrow = format!("{} → {}", self.before, self.after);
        format!("{} ({arrow}). {}.", self.axis, listed(writer, &parts))
    }
}
