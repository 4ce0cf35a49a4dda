//! Who gains and who loses, a group a row: losses to the left, gains to the right.

use jenjang::legal::Language;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::{BLUE, Chart, GREY, INK, LETTER, ORANGE, PALE, WIDTH, column, draw, fit, float, letters, listed, place, px, tall, text_width};
use crate::report::numbers::Writer;
use crate::report::table::figure;
use crate::shown::Shown;

/// Height of a row.
const ROW: f64 = 24.0;
/// Height above the first row.
const HEAD: f64 = 34.0;
/// The widest a name may be.
const NAMES: f64 = 230.0;

/// A group.
#[derive(Clone, Debug)]
pub(in crate::report) struct Sides {
    /// The group.
    pub(in crate::report) name: String,
    /// People who lose.
    pub(in crate::report) lost: Shown,
    /// People who gain.
    pub(in crate::report) gained: Shown,
    /// People in the group.
    pub(in crate::report) people: u64,
}

/// The chart.
#[derive(Clone, Debug)]
pub(in crate::report) struct Diverging {
    /// The groups, in the order of rows.
    pub(in crate::report) rows: Vec<Sides>,
}

impl Diverging {
    /// Draws it; nothing where nobody gains or loses.
    pub(in crate::report) fn draw(&self, writer: Writer) -> Option<Chart> {
        let most = |side: fn(&Sides) -> Shown| self.rows.iter().filter_map(|row| side(row).value()).max().unwrap_or(0);
        let (lost, gained) = (most(|row| row.lost), most(|row| row.gained));
        if lost + gained == 0 {
            return None;
        }
        let names = column(self.rows.iter().map(|row| row.name.as_str()), NAMES);
        let beside = |side: fn(&Sides) -> Shown| {
            self.rows.iter().map(|row| text_width(&said(side(row), row.people, writer))).fold(0.0, f64::max) + 8.0
        };
        let (left_words, right_words) = (beside(|row| row.lost), beside(|row| row.gained));
        let left = 4.0 + names + 14.0;
        let room = f64::from(WIDTH) - left - left_words - right_words - 6.0;
        let unit = room / float(lost + gained);
        let middle = left + left_words + unit * float(lost);
        let height = HEAD + ROW * place(self.rows.len()) + 8.0;
        draw(tall(height), self.description(writer), |area| {
            let bold = |text: String, x: f64, across, color: &RGBColor| {
                area.draw(&Text::new(text, (px(x), 14), letters(color, across, VPos::Center)))
            };
            let losers = format!("◀ {}", writer.pick("dirugikan", "lose"));
            let winners = format!("{} ▶", writer.pick("diuntungkan", "gain"));
            // the two heads keep clear of each other where one side is narrow
            bold(losers, middle - 10.0, HPos::Right, &ORANGE)?;
            bold(winners, middle + 10.0, HPos::Left, &BLUE)?;
            for (index, row) in self.rows.iter().enumerate() {
                let top = HEAD + ROW * place(index);
                let center = px(top + ROW / 2.0);
                if index % 2 == 0 {
                    let band = RGBColor(0xf6, 0xf6, 0xf4);
                    area.draw(&Rectangle::new([(0, px(top)), (px(f64::from(WIDTH)), px(top + ROW))], band.filled()))?;
                }
                area.draw(&Text::new(fit(&row.name, names), (px(left) - 14, center), letters(&INK, HPos::Right, VPos::Center)))?;
                let bar = |from: f64, to: f64, color: RGBColor| {
                    area.draw(&Rectangle::new([(px(from), px(top + 4.0)), (px(to), px(top + ROW - 4.0))], color.filled()))
                };
                let (less, more) = (unit * float(row.lost.value().unwrap_or(0)), unit * float(row.gained.value().unwrap_or(0)));
                if less > 0.0 {
                    bar(middle - less.max(1.0), middle, ORANGE)?;
                }
                if more > 0.0 {
                    bar(middle, middle + more.max(1.0), BLUE)?;
                }
                let quiet = |count: Shown| if count == Shown::Value(0) { &GREY } else { &INK };
                let words = |text: String, x: f64, across, color: &RGBColor| {
                    area.draw(&Text::new(text, (px(x), center), letters(color, across, VPos::Center)))
                };
                words(said(row.lost, row.people, writer), middle - less - 5.0, HPos::Right, quiet(row.lost))?;
                words(said(row.gained, row.people, writer), middle + more + 5.0, HPos::Left, quiet(row.gained))?;
            }
            let bottom = px(height - 6.0);
            area.draw(&PathElement::new(vec![(px(middle), px(HEAD - LETTER / 2.0)), (px(middle), bottom)], INK))?;
            area.draw(&PathElement::new(vec![(0, px(HEAD) - 1), (px(f64::from(WIDTH)), px(HEAD) - 1)], PALE))
        })
    }

    fn description(&self, writer: Writer) -> String {
        let mut rows: Vec<&Sides> = self.rows.iter().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.lost.value().unwrap_or(0) + row.gained.value().unwrap_or(0)));
        let said = rows.iter().take(5).map(|row| {
            let (lost, gained) = (count(row.lost, writer), count(row.gained, writer));
            match writer.0 {
                Language::Id => format!("{}: {gained} diuntungkan, {lost} dirugikan", row.name),
                Language::En => format!("{}: {gained} gain, {lost} lose", row.name),
            }
        });
        let said: Vec<String> = said.collect();
        let shown = writer.count(self.rows.len() as u64);
        match writer.0 {
            Language::Id => format!("Diagram batang dua arah, {shown} kelompok. Yang terbesar: {}.", listed(writer, &said)),
            Language::En => format!("Diverging bars, {shown} groups. The largest: {}.", listed(writer, &said)),
        }
    }
}

fn count(count: Shown, writer: Writer) -> String {
    match count {
        Shown::Value(count) => writer.count(count),
        Shown::Few => writer.pick("kurang dari 5", "fewer than 5").to_owned(),
        Shown::Protecting => writer.pick("(disembunyikan)", "(hidden)").to_owned(),
    }
}

/// What is written beside a bar: the number and, where something is to be seen, its share of the group; or the mark of what is hidden.
fn said(count: Shown, people: u64, writer: Writer) -> String {
    match count {
        Shown::Value(count) if count > 0 => format!("{} ({})", writer.count(count), writer.share(count, people)),
        count => figure(count, writer),
    }
}
