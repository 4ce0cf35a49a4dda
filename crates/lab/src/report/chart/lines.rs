//! Numbers along years, a line for each course.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::{BLUE, Chart, Dash, GREY, INK, ORANGE, Sample, Scale, WIDTH, draw, key, letters, line, listed, px, rule_across, text_width};
use crate::report::numbers::Writer;

const HEIGHT: u32 = 296;

/// A course.
#[derive(Clone, Debug)]
pub(in crate::report) struct Line {
    /// Its name.
    pub(in crate::report) name: String,
    /// Year and number, ascending.
    pub(in crate::report) points: Vec<(i32, f64)>,
}

/// The chart; the first line is what was, the second what would be, a third something beside them.
#[derive(Clone, Debug)]
pub(in crate::report) struct Lines {
    /// The courses.
    pub(in crate::report) lines: Vec<Line>,
    /// What the numbers are of.
    pub(in crate::report) counted: String,
}

impl Lines {
    /// Draws it; nothing where there are no points.
    pub(in crate::report) fn draw(&self, writer: Writer) -> Option<Chart> {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let (first, last) = (points().map(|(year, _)| *year).min()?, points().map(|(year, _)| *year).max()?);
        let most = points().map(|(_, y)| *y).fold(0.0, f64::max);
        let least = points().map(|(_, y)| *y).fold(0.0, f64::min);
        let (most, least) = if most > least { (most * 1.06, least * 1.06) } else { (1.0, 0.0) };
        let left = text_width(&writer.number(most, 0)).max(text_width(&writer.number(least, 0))) + 22.0;
        let (right, top, bottom) = (f64::from(WIDTH) - 20.0, 34.0, f64::from(HEIGHT) - 34.0);
        let across = Scale::new(f64::from(first), f64::from(last), left + 14.0, right - 8.0);
        let up = Scale::new(least, most, bottom, top);
        draw(HEIGHT, self.description(writer), |area| {
            rule_across(area, up, left, right, 5.0, |tick, places| writer.number(tick, places))?;
            let mut free = f64::MIN;
            for year in first..=last {
                let x = across.at(f64::from(year));
                let text = year.to_string();
                let half = text_width(&text) / 2.0;
                if f64::from(x) - half >= free {
                    area.draw(&Text::new(text, (x, px(bottom) + 9), letters(&INK, HPos::Center, VPos::Top)))?;
                    free = f64::from(x) + half + 8.0;
                }
            }
            area.draw(&PathElement::new(vec![(px(left), up.at(0.0)), (px(right), up.at(0.0))], INK))?;
            let looks = [(GREY, Dash::Broken), (BLUE, Dash::Solid), (ORANGE, Dash::Dotted)];
            for (course, (color, dash)) in self.lines.iter().zip(looks) {
                let drawn: Vec<(i32, i32)> = course.points.iter().map(|(year, y)| (across.at(f64::from(*year)), up.at(*y))).collect();
                line(area, &drawn, color, dash)?;
                for point in drawn {
                    dash.point(area, point, color)?;
                }
            }
            let samples: Vec<(Sample, &str)> =
                self.lines.iter().zip(looks).map(|(course, (color, dash))| (Sample::Line(color, dash), course.name.as_str())).collect();
            key(area, 14, left, &samples)
        })
    }

    fn description(&self, writer: Writer) -> String {
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| {
                let parts: Vec<String> = line.points.iter().map(|(year, y)| format!("{year}: {}", writer.number(*y, 0))).collect();
                format!("{} – {}", line.name, listed(writer, &parts))
            })
            .collect();
        format!("{}. {}.", self.counted, lines.join(". "))
    }
}
