//! A career as a picture: a line down the page with a stop for every post. Narrow, so that it is read on a phone as in print; the list beside it says the
//! same.

use jenjang::legal::Language;

use crate::pages::standing::Mark;

/// Letters in a line of a box.
const LETTERS: usize = 36;
/// Width of the picture.
const WIDTH: u32 = 360;

/// A post on the way.
pub(super) struct Stop {
    pub(super) title: String,
    pub(super) when: String,
    pub(super) mark: Mark,
}

/// A box as it is drawn.
pub(super) struct Drawn {
    /// Its upper edge and height.
    pub(super) y: u32,
    pub(super) height: u32,
    /// Its middle.
    pub(super) middle: u32,
    /// Lines of text with the places they stand at; the last says when.
    pub(super) lines: Vec<(u32, String)>,
    pub(super) when: (u32, String),
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    /// Whether it lies beside the line and not on it.
    pub(super) branch: bool,
}

/// The picture.
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Where the line begins and ends.
    pub(super) line: (u32, u32),
    pub(super) boxes: Vec<Drawn>,
    /// The same in one sentence.
    pub(super) described: String,
}

impl Picture {
    pub(super) fn of(present: &str, here: &str, stops: Vec<Stop>, branches: Vec<Stop>, language: Language) -> Picture {
        let mut boxes = Vec::new();
        let mut y = 8;
        let mut add = |title: &str, when: &str, class: &'static str, sign: &'static str, branch: bool| {
            let lines = wrapped(title);
            let rows = u32::try_from(lines.len()).unwrap_or(1);
            let height = 20 * rows + 32;
            let lines = lines.into_iter().zip(1..).map(|(line, row)| (y + 20 * row, line)).collect();
            let when = (y + height - 10, shortened(when));
            boxes.push(Drawn { y, height, middle: y + height / 2, lines, when, class, sign, branch });
            y += height + 18;
        };
        add(present, here, "aside", "●", false);
        for stop in &stops {
            add(&stop.title, &stop.when, stop.mark.class, stop.mark.sign, false);
        }
        for stop in &branches {
            add(&stop.title, &stop.when, stop.mark.class, stop.mark.sign, true);
        }
        let ends = |drawn: Option<&Drawn>| drawn.map_or(0, |drawn| drawn.middle);
        let line = (ends(boxes.first()), ends(boxes.last()));
        let told: Vec<String> = stops.iter().chain(&branches).map(|stop| format!("{} ({})", stop.title, stop.when)).collect();
        let described = match (language, stops.is_empty()) {
            (Language::Id, false) => format!("Dari {present} menuju {}.", told.join("; ")),
            (Language::En, false) => format!("From {present} to {}.", told.join("; ")),
            (Language::Id, true) => format!("Dari {present} dalam satu langkah: {}.", told.join("; ")),
            (Language::En, true) => format!("From {present} in one step: {}.", told.join("; ")),
        };
        Picture { width: WIDTH, height: y, line, boxes, described }
    }
}

/// The text in at most three lines.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LETTERS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > 3 {
        lines.truncate(3);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

fn shortened(text: &str) -> String {
    let most = LETTERS + 6;
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_follow_each_other_and_hold_their_words() {
        let stop = |title: &str| Stop { title: title.into(), when: "paling cepat 1 April 2028".into(), mark: Mark::good("a", "b") };
        let long = "Kepala Seksi Perencanaan dan Pengembangan Sumber Daya Manusia Aparatur Daerah pada Dinas Kepegawaian";
        let picture = Picture::of("Pelaksana", "Jabatan sekarang", vec![stop(long), stop("Pengawas")], Vec::new(), Language::Id);
        assert_eq!(picture.boxes.len(), 3);
        assert_eq!(picture.boxes[1].lines.len(), 3);
        assert!(picture.boxes.windows(2).all(|pair| pair[0].y + pair[0].height < pair[1].y), "no box covers another");
        let inside = |drawn: &Drawn| drawn.lines.iter().all(|(y, line)| *y < drawn.y + drawn.height && line.chars().count() <= LETTERS + 1);
        assert!(picture.boxes.iter().all(inside));
        assert!(picture.described.contains("Pengawas"), "the words say the same");
    }
}
