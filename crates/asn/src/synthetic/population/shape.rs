//! The shape of the whole service on 1 November 2025, fitted to published marginals.
//!
//! Published are five splits of 5,588,245 people (BKN dashboard as quoted by Bloomberg Technoz), each for itself; how they cross was not
//! published. A table of made-up associations (contract staff are mostly functional, functional staff mostly women, …) is fitted to the
//! splits by iterative proportional fitting, in whole numbers. Level and position are kept independent of each other, because the layout
//! of the units decides them before anything is drawn.

/// Everybody on 1 November 2025.
pub(super) const TOTAL: u64 = 5_588_245;
/// Holders of a structural position.
pub(super) const STRUCTURAL: u64 = 317_805;
/// People of central agencies (*instansi pusat*).
pub(super) const CENTRAL: u64 = 1_348_170;

/// Civil servants (PNS), contract staff (PPPK).
pub(super) const STATUS: [u64; 2] = [3_599_590, 1_988_655];
/// Central, regional.
pub(super) const LEVEL: [u64; 2] = [CENTRAL, 4_240_075];
/// Men, women.
pub(super) const SEX: [u64; 2] = [2_447_785, 3_140_460];
/// Primary to senior secondary school, D-I to D-III, D-IV and S-1, S-2, S-3.
pub(super) const EDUCATION: [u64; 5] = [835_723, 663_805, 3_473_254, 564_079, 51_384];
/// Functional, general, structural.
pub(super) const POSITION: [u64; 3] = [3_555_977, 1_714_463, STRUCTURAL];

/// Employment of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    /// Civil servant.
    Pns,
    /// Contract staff.
    Pppk,
}

/// Position of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Position {
    /// *Jabatan fungsional*.
    Functional,
    /// *Pelaksana*.
    General,
    /// *Pengawas* and above.
    Structural,
}

/// Diploma of a cell, as coarse as it was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Schooling {
    /// SD to SMA.
    School,
    /// D-I to D-III.
    Diploma,
    /// D-IV and S-1.
    Bachelor,
    /// S-2.
    Master,
    /// S-3.
    Doctor,
}

/// One cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) status: Status,
    pub(super) central: bool,
    pub(super) woman: bool,
    pub(super) schooling: Schooling,
    pub(super) position: Position,
}

const STATUSES: [Status; 2] = [Status::Pns, Status::Pppk];
const POSITIONS: [Position; 3] = [Position::Functional, Position::General, Position::Structural];
const SCHOOLINGS: [Schooling; 5] = [Schooling::School, Schooling::Diploma, Schooling::Bachelor, Schooling::Master, Schooling::Doctor];

/// Parts of a person that the fit works in.
const SCALE: u64 = 1 << 24;
/// Rounds of the fit; after twenty nothing moves any more.
const ROUNDS: usize = 60;

/// How often a cell is taken to occur before the fit. Made up: only the direction of each association is known.
fn prior(cell: &Cell) -> u64 {
    let schooling = cell.schooling as usize;
    let (by_schooling, women): ([u64; 5], u64) = match cell.position {
        Position::Functional => ([20, 150, 740, 80, 10], 64),
        Position::General => ([400, 120, 440, 39, 1], 45),
        // contract staff hold no structural post, and the posts ask for a diploma of the D-III at least, most of them S-1
        Position::Structural => ([0, 0, 700, 280, 20], 35),
    };
    let by_status = match (cell.status, cell.position) {
        (Status::Pns, Position::Functional) => 55,
        (Status::Pns, Position::General) => 36,
        (Status::Pns, Position::Structural) => 9,
        (Status::Pppk, Position::Functional) => 80,
        (Status::Pppk, Position::General) => 20,
        (Status::Pppk, Position::Structural) => 0,
    };
    let doctors = if cell.status == Status::Pppk { [100, 100, 100, 15, 2] } else { [100; 5] };
    let central = [22, 22, 23, 32, 60][schooling];
    by_schooling[schooling]
        * by_status
        * doctors[schooling]
        * if cell.woman { women } else { 100 - women }
        * if cell.central { central } else { 100 - central }
}

/// The split a cell belongs to, and how many people that split has.
type Margin = (fn(&Cell) -> usize, Vec<u64>);

fn margins() -> Vec<Margin> {
    let scaled = |counts: &[u64]| counts.iter().map(|count| count * SCALE).collect::<Vec<u64>>();
    let crossed = POSITION.iter().flat_map(|position| {
        LEVEL.iter().map(move |level| u64::try_from(u128::from(*position) * u128::from(level * SCALE) / u128::from(TOTAL)).unwrap_or(0))
    });
    vec![
        (|cell| cell.status as usize, scaled(&STATUS)),
        (|cell| usize::from(cell.woman), scaled(&SEX)),
        (|cell| cell.schooling as usize, scaled(&EDUCATION)),
        (|cell| cell.position as usize * 2 + usize::from(!cell.central), crossed.collect()),
    ]
}

/// The fitted table: each cell and its weight, in order of the cells.
fn fitted() -> Vec<(Cell, u64)> {
    let mut cells = Vec::new();
    for status in STATUSES {
        for central in [true, false] {
            for woman in [false, true] {
                for schooling in SCHOOLINGS {
                    for position in POSITIONS {
                        let cell = Cell { status, central, woman, schooling, position };
                        cells.push((cell, prior(&cell) * 1_000));
                    }
                }
            }
        }
    }
    let margins = margins();
    for _ in 0..ROUNDS {
        for (part_of, targets) in &margins {
            let mut sums = vec![0_u128; targets.len()];
            for (cell, weight) in &cells {
                sums[part_of(cell)] += u128::from(*weight);
            }
            for (cell, weight) in &mut cells {
                let part = part_of(cell);
                let grown = u128::from(*weight) * u128::from(targets[part]) / sums[part].max(1);
                *weight = u64::try_from(grown).unwrap_or(u64::MAX);
            }
        }
    }
    cells
}

/// The fitted table, ready to be drawn from.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// By level (regional, central), then by whether the position is structural: cells and the sum of the weights up to each.
    strata: [[Vec<(u64, Cell)>; 2]; 2],
}

impl Shape {
    pub(super) fn new() -> Shape {
        let mut strata: [[Vec<(u64, Cell)>; 2]; 2] = Default::default();
        for (cell, weight) in fitted().into_iter().filter(|(_, weight)| *weight > 0) {
            let stratum = &mut strata[usize::from(cell.central)][usize::from(cell.position == Position::Structural)];
            let before = stratum.last().map_or(0, |(sum, _)| *sum);
            stratum.push((before + weight, cell));
        }
        Shape { strata }
    }

    /// The cell at a fraction of a stratum: `0` is its beginning, `u64::MAX` its end.
    pub(super) fn cell(&self, central: bool, structural: bool, fraction: u64) -> Option<Cell> {
        let stratum = &self.strata[usize::from(central)][usize::from(structural)];
        let total = stratum.last()?.0;
        let at = u64::try_from((u128::from(fraction) * u128::from(total)) >> 64).unwrap_or(0);
        stratum.get(stratum.partition_point(|(sum, _)| *sum <= at)).map(|(_, cell)| *cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_published_split_adds_up_to_everybody() {
        for split in [&STATUS[..], &LEVEL, &SEX, &EDUCATION, &POSITION] {
            assert_eq!(split.iter().sum::<u64>(), TOTAL);
        }
    }

    #[test]
    fn the_fit_meets_every_split_to_a_person() {
        let cells = fitted();
        for (part_of, targets) in margins() {
            for (part, target) in targets.into_iter().enumerate() {
                let found: u64 = cells.iter().filter(|(cell, _)| part_of(cell) == part).map(|(_, weight)| weight).sum();
                assert!(found.abs_diff(target) <= SCALE, "part {part}: {} people, expected {}", found / SCALE, target / SCALE);
            }
        }
    }

    #[test]
    fn no_contract_staff_and_nobody_from_school_alone_leads() {
        let leads = |(cell, weight): &(Cell, u64)| *weight > 0 && cell.position == Position::Structural;
        assert!(
            fitted()
                .iter()
                .filter(|found| leads(found))
                .all(|(cell, _)| { cell.status == Status::Pns && cell.schooling >= Schooling::Bachelor })
        );
    }
}
