//! Running a plan over one block of people.

use super::lanes::{self, BLOCK, Lanes, Side, WORDS};
use super::operation::{Blanks, ColumnId, Lookup, MaskId, MaskOp, Operand, Pick, Program, Step, Test, TruthKey, VectorId, VectorOp};
use crate::bits::Bits;
use crate::column::Shape;

/// Who is what, one bit a person.
pub(super) type Plane = [u64; WORDS];

const NOBODY: Plane = [0; WORDS];
const EVERYBODY: Plane = [u64::MAX; WORDS];

/// A mask of a block: who is true, missing, none; the rest is false.
#[derive(Clone, Debug)]
pub(super) struct MaskRegister {
    pub(super) yes: Plane,
    pub(super) missing: Plane,
    pub(super) none: Plane,
}

/// Integers of a block and who has none to tell.
#[derive(Clone, Debug)]
pub(super) struct VectorRegister {
    pub(super) lanes: Lanes,
    pub(super) missing: Plane,
    pub(super) none: Plane,
}

/// All registers of a program, used again for every block. A plane that nobody can be in stays empty from the beginning.
#[derive(Clone, Debug)]
pub(super) struct Registers {
    masks: Vec<MaskRegister>,
    vectors: Vec<VectorRegister>,
}

impl MaskRegister {
    /// Who is false.
    pub(super) fn no(&self, word: usize) -> u64 {
        !(self.yes[word] | self.missing[word] | self.none[word])
    }
}

impl Registers {
    /// Registers for a segment of so many people.
    pub(super) fn of(program: &Program, people: usize) -> Registers {
        let len = BLOCK.min(people.next_multiple_of(64));
        let mask = MaskRegister { yes: NOBODY, missing: NOBODY, none: NOBODY };
        let vector = |lane| VectorRegister { lanes: Lanes::new(lane, len), missing: NOBODY, none: NOBODY };
        let mut registers = Registers {
            masks: vec![mask; program.masks.len()],
            vectors: program.vectors.iter().map(|(_, info)| vector(info.lane)).collect(),
        };
        for ((operation, _), out) in program.masks.iter().zip(&mut registers.masks) {
            if let MaskOp::Constant(truth) = operation {
                let all = |holds: bool| if holds { EVERYBODY } else { NOBODY };
                out.yes = all(*truth == TruthKey::True);
                out.missing = all(*truth == TruthKey::Missing);
                out.none = all(*truth == TruthKey::None);
            }
        }
        for ((operation, _), out) in program.vectors.iter().zip(&mut registers.vectors) {
            match operation {
                VectorOp::Number(n) => lanes::fill(*n, &mut out.lanes),
                VectorOp::Blank { missing: true } => out.missing = EVERYBODY,
                VectorOp::Blank { missing: false } => out.none = EVERYBODY,
                _ => {}
            }
        }
        registers
    }

    pub(super) fn mask(&self, id: MaskId) -> &MaskRegister {
        &self.masks[id.0 as usize]
    }

    pub(super) fn vector(&self, id: VectorId) -> &VectorRegister {
        &self.vectors[id.0 as usize]
    }

    /// Runs every step for the people from `from` on; `from` is a multiple of the block's size.
    pub(super) fn run(&mut self, program: &Program, from: usize, count: usize) {
        for step in &program.steps {
            match step {
                Step::Mask(id) => self.run_mask(program, *id, from, count),
                Step::Vector(id) => self.run_vector(program, *id, from, count),
            }
        }
    }

    fn run_mask(&mut self, program: &Program, id: MaskId, from: usize, count: usize) {
        let Some((operation, info)) = program.masks.get(id.0 as usize) else { return };
        let (done, rest) = self.masks.split_at_mut(id.0 as usize);
        let Some(out) = rest.first_mut() else { return };
        let run = MaskRun { program, done, vectors: &self.vectors, from, count };
        run.operation(operation, out, info.missing, info.none);
    }

    fn run_vector(&mut self, program: &Program, id: VectorId, from: usize, count: usize) {
        let Some((operation, info)) = program.vectors.get(id.0 as usize) else { return };
        let (done, rest) = self.vectors.split_at_mut(id.0 as usize);
        let Some(out) = rest.first_mut() else { return };
        let run = VectorRun { program, done, masks: &self.masks, from, count };
        run.operation(operation, out, info.missing || info.none);
    }
}

/// The words of a block of a mask over the segment.
fn block(bits: Option<&Bits>, from: usize, out: &mut Plane) {
    let words = bits.and_then(|bits| bits.words().get(from / 64..)).unwrap_or_default();
    for (at, out) in out.iter_mut().enumerate() {
        *out = words.get(at).copied().unwrap_or(0);
    }
}

/// Who is missing, and who is none.
fn blanks(program: &Program, masks: &[MaskRegister], vectors: &[VectorRegister], of: Blanks, from: usize) -> (Plane, Plane) {
    match of {
        Blanks::Mask(id) => (masks[id.0 as usize].missing, masks[id.0 as usize].none),
        Blanks::Vector(id) => (vectors[id.0 as usize].missing, vectors[id.0 as usize].none),
        Blanks::Column(id) => {
            let (mut missing, mut none) = (NOBODY, NOBODY);
            if let Some(column) = program.columns.get(id.0 as usize) {
                block(column.missing.as_ref(), from, &mut missing);
                block(column.none.as_ref(), from, &mut none);
            }
            (missing, none)
        }
    }
}

struct MaskRun<'r> {
    program: &'r Program,
    done: &'r [MaskRegister],
    vectors: &'r [VectorRegister],
    from: usize,
    count: usize,
}

impl MaskRun<'_> {
    fn of(&self, id: MaskId) -> &MaskRegister {
        &self.done[id.0 as usize]
    }

    fn operation(&self, operation: &MaskOp, out: &mut MaskRegister, may_miss: bool, may_be_none: bool) {
        match operation {
            // set before the first block
            MaskOp::Constant(_) => {}
            MaskOp::Column(id, test) => {
                if let Some(Shape::Narrow { data, .. }) = self.shape(*id) {
                    lanes::test_data(data, self.from, self.count, test.half, test.limit, &mut out.yes);
                }
                self.answered(out, *test, Blanks::Column(*id));
            }
            MaskOp::Vector(id, test) => {
                lanes::test(&self.vectors[id.0 as usize].lanes, test.half, test.limit, &mut out.yes);
                self.answered(out, *test, Blanks::Vector(*id));
            }
            MaskOp::Truth(id) => {
                match self.shape(*id) {
                    Some(Shape::Narrow { data, base, .. }) if *base == 0 => {
                        lanes::test_data(data, self.from, self.count, super::operation::Half::AtLeast, 1, &mut out.yes);
                    }
                    // everybody said the same
                    Some(Shape::Narrow { .. }) => out.yes = EVERYBODY,
                    _ => {}
                }
                self.known(out, Blanks::Column(*id));
            }
            MaskOp::Compare { a, b, less, equal } => {
                let (left, right) = (&self.vectors[a.0 as usize], &self.vectors[b.0 as usize]);
                lanes::compare(&left.lanes, Side::Register(&right.lanes), &mut out.yes, *less, *equal);
                let equality = !less && *equal;
                for word in 0..WORDS {
                    let missing = left.missing[word] | right.missing[word];
                    let (both, either) = (left.none[word] & right.none[word], left.none[word] | right.none[word]);
                    out.missing[word] = missing;
                    out.yes[word] &= !(missing | either);
                    if equality {
                        out.yes[word] |= both & !missing;
                    } else {
                        out.none[word] = either & !missing;
                    }
                }
            }
            MaskOp::And(parts) => self.and(parts, out, may_miss || may_be_none),
            MaskOp::Or(parts) => self.or(parts, out),
            MaskOp::Not(part) => {
                let part = self.of(*part);
                for word in 0..WORDS {
                    out.yes[word] = part.no(word);
                }
                (out.missing, out.none) = (part.missing, part.none);
            }
            MaskOp::If(condition, yes, no) => {
                let (condition, yes, no) = (self.of(*condition), self.of(*yes), self.of(*no));
                for word in 0..WORDS {
                    let (then, open) = (condition.yes[word], condition.missing[word]);
                    let other = !(then | open);
                    out.yes[word] = then & yes.yes[word] | other & no.yes[word];
                    out.missing[word] = then & yes.missing[word] | other & no.missing[word] | open;
                    out.none[word] = then & yes.none[word] | other & no.none[word];
                }
            }
            MaskOp::Same(a, b) => {
                let (a, b) = (self.of(*a), self.of(*b));
                for word in 0..WORDS {
                    let missing = a.missing[word] | b.missing[word];
                    let same = a.yes[word] & b.yes[word] | a.no(word) & b.no(word) | a.none[word] & b.none[word];
                    out.yes[word] = same & !missing;
                    out.missing[word] = missing;
                }
            }
            MaskOp::Settled(part) => {
                let part = self.of(*part);
                (out.yes, out.missing) = (part.yes, part.missing);
            }
            MaskOp::Granted(part) => {
                let part = self.of(*part);
                for word in 0..WORDS {
                    out.yes[word] = part.yes[word] | part.none[word];
                }
                out.missing = part.missing;
            }
            MaskOp::Yes(part) => out.yes = self.of(*part).yes,
            MaskOp::Fill(first, second) => {
                let (first, second) = (self.of(*first), self.of(*second));
                for word in 0..WORDS {
                    let open = first.missing[word];
                    out.yes[word] = first.yes[word] | open & second.yes[word];
                    out.missing[word] = open & second.missing[word];
                    out.none[word] = first.none[word] | open & second.none[word];
                }
            }
            MaskOp::IsNone(of) => (out.missing, out.yes) = self.blanks(*of),
            MaskOp::IsMissing(of) => out.yes = self.blanks(*of).0,
            MaskOp::Under(of, part) => {
                let (missing, none) = self.blanks(*of);
                let part = self.of(*part);
                for word in 0..WORDS {
                    let blank = missing[word] | none[word];
                    out.yes[word] = part.yes[word] & !blank;
                    out.missing[word] = part.missing[word] & !blank | missing[word];
                    out.none[word] = part.none[word] & !blank | none[word];
                }
            }
            MaskOp::Lookup(lookup) => {
                (out.yes, out.missing, out.none) = (NOBODY, NOBODY, NOBODY);
                self.look_up(lookup, out);
            }
            MaskOp::Criterion { when, require } => {
                let (when, require) = (self.of(*when), self.of(*require));
                for word in 0..WORDS {
                    let (applies, open) = (when.yes[word], when.missing[word]);
                    out.yes[word] = (applies | open) & require.yes[word];
                    out.missing[word] = applies & require.missing[word] | open & !require.yes[word];
                    out.none[word] = !(applies | open);
                }
            }
            MaskOp::AtLeast(least, members) => self.at_least(*least, members, out),
        }
    }

    fn shape(&self, id: ColumnId) -> Option<&Shape> {
        self.program.columns.get(id.0 as usize).map(|column| &column.shape)
    }

    fn blanks(&self, of: Blanks) -> (Plane, Plane) {
        blanks(self.program, self.done, self.vectors, of, self.from)
    }

    /// Turns a test's bits around where that is asked, and takes out who has no value.
    fn answered(&self, out: &mut MaskRegister, test: Test, of: Blanks) {
        let info = self.program.blanks(of);
        if !info.missing && !info.none {
            if test.inverted {
                out.yes.iter_mut().for_each(|word| *word = !*word);
            }
            return;
        }
        let (missing, none) = self.blanks(of);
        for word in 0..WORDS {
            let known = !(missing[word] | none[word]);
            let yes = out.yes[word] & known;
            // none is not equal to anything, and so unequal to everything
            out.yes[word] = match (test.inverted, test.equality) {
                (false, _) => yes,
                (true, false) => !yes & known,
                (true, true) => !yes & !missing[word],
            };
        }
        out.missing = missing;
        if !test.equality {
            out.none = none;
        }
    }

    fn known(&self, out: &mut MaskRegister, of: Blanks) {
        let (missing, none) = self.blanks(of);
        for word in 0..WORDS {
            out.yes[word] &= !(missing[word] | none[word]);
        }
        (out.missing, out.none) = (missing, none);
    }

    fn and(&self, parts: &[MaskId], out: &mut MaskRegister, open: bool) {
        out.yes = EVERYBODY;
        for part in parts {
            for (out, part) in out.yes.iter_mut().zip(&self.of(*part).yes) {
                *out &= part;
            }
        }
        if !open {
            return;
        }
        (out.missing, out.none) = (NOBODY, NOBODY);
        let mut no = NOBODY;
        for part in parts {
            let part = self.of(*part);
            for (word, no) in no.iter_mut().enumerate() {
                out.missing[word] |= part.missing[word];
                *no |= part.no(word);
            }
        }
        for (word, no) in no.iter().enumerate() {
            out.missing[word] &= !no;
            out.none[word] = !(out.yes[word] | out.missing[word] | no);
        }
    }

    fn or(&self, parts: &[MaskId], out: &mut MaskRegister) {
        (out.yes, out.missing, out.none) = (NOBODY, NOBODY, NOBODY);
        for part in parts {
            let part = self.of(*part);
            for word in 0..WORDS {
                out.yes[word] |= part.yes[word];
                out.missing[word] |= part.missing[word];
                out.none[word] |= part.none[word];
            }
        }
        for word in 0..WORDS {
            out.missing[word] &= !out.yes[word];
            out.none[word] &= !(out.yes[word] | out.missing[word]);
        }
    }

    fn look_up(&self, lookup: &Lookup, out: &mut MaskRegister) {
        pick(lookup, self.done, |word, bits, output| match output {
            Picked::Missing => out.missing[word] |= bits,
            Picked::Output(None) => out.none[word] |= bits,
            Picked::Output(Some(0)) => {}
            Picked::Output(Some(_)) => out.yes[word] |= bits,
        });
    }

    fn at_least(&self, least: u32, members: &[(MaskId, Option<MaskId>)], out: &mut MaskRegister) {
        (out.yes, out.missing, out.none) = (NOBODY, NOBODY, NOBODY);
        for word in 0..WORDS {
            for bit in 0..64 {
                let (mut met, mut not_met, mut unknown) = (0_u32, 0_u32, 0_u32);
                for (member, may_not_apply) in members {
                    let member = self.of(*member);
                    let open = may_not_apply.is_some_and(|id| self.of(id).yes[word] >> bit & 1 == 1);
                    let is = |plane: u64| plane >> bit & 1 == 1;
                    if is(member.yes[word]) {
                        if open { unknown += 1 } else { met += 1 }
                    } else if is(member.missing[word]) {
                        unknown += 1;
                    } else if !is(member.none[word]) {
                        not_met += 1;
                    }
                }
                let place = if met + not_met + unknown == 0 {
                    Some(&mut out.none)
                } else if met >= least || not_met + unknown == 0 {
                    Some(&mut out.yes)
                } else if met + unknown < least && not_met > 0 {
                    None
                } else {
                    Some(&mut out.missing)
                };
                if let Some(plane) = place {
                    plane[word] |= 1 << bit;
                }
            }
        }
    }
}

enum Picked {
    Missing,
    Output(Option<i64>),
}

/// Which output a table gives whom.
fn pick(lookup: &Lookup, masks: &[MaskRegister], mut give: impl FnMut(usize, u64, Picked)) {
    let output = |place: usize| Picked::Output(lookup.outputs.get(place).copied().flatten());
    for word in 0..WORDS {
        let open = lookup.rows.iter().fold(0, |open, (mask, _)| open | masks[mask.0 as usize].missing[word]);
        // those of whom every row's answer is known
        let mut left = !open;
        match lookup.pick {
            Pick::First => {
                for (mask, place) in &lookup.rows {
                    let hit = masks[mask.0 as usize].yes[word] & left;
                    if hit != 0 {
                        give(word, hit, output(*place));
                        left &= !hit;
                    }
                }
                give(word, left, output(lookup.default));
            }
            Pick::Agreed => {
                let hits = |place: usize| {
                    let rows = lookup.rows.iter().filter(move |(_, output)| *output == place);
                    rows.fold(0, |hits, (mask, _)| hits | masks[mask.0 as usize].yes[word])
                };
                let (mut once, mut twice) = (0_u64, 0_u64);
                for place in 0..lookup.outputs.len() {
                    let hit = hits(place);
                    twice |= once & hit;
                    once |= hit;
                }
                for place in 0..lookup.outputs.len() {
                    let hit = hits(place) & left & !twice;
                    if hit != 0 {
                        give(word, hit, output(place));
                    }
                }
                give(word, twice & left, Picked::Output(None));
                give(word, !once & left, output(lookup.default));
            }
        }
        let mut rest = open;
        while rest != 0 {
            let bit = rest.trailing_zeros();
            rest &= rest - 1;
            give(word, 1 << bit, pick_open(lookup, masks, word, bit));
        }
    }
}

/// The output for one person of whom some row's answer is unknown.
fn pick_open(lookup: &Lookup, masks: &[MaskRegister], word: usize, bit: u32) -> Picked {
    let is = |plane: &Plane| plane[word] >> bit & 1 == 1;
    let output = |place: usize| Picked::Output(lookup.outputs.get(place).copied().flatten());
    let agree = |possible: Option<usize>, place: usize| match possible {
        Some(other) if other != place => Picked::Missing,
        _ => output(place),
    };
    match lookup.pick {
        Pick::First => {
            let mut possible = None;
            for (mask, place) in &lookup.rows {
                let row = &masks[mask.0 as usize];
                if is(&row.yes) {
                    return agree(possible, *place);
                } else if is(&row.missing) {
                    if possible.is_some_and(|other| other != *place) {
                        return Picked::Missing;
                    }
                    possible = Some(*place);
                }
            }
            agree(possible, lookup.default)
        }
        Pick::Agreed => {
            let (mut hit, mut possible) = (Agreed::default(), Agreed::default());
            for (mask, place) in &lookup.rows {
                let row = &masks[mask.0 as usize];
                if is(&row.yes) {
                    hit.add(*place);
                } else if is(&row.missing) {
                    possible.add(*place);
                }
            }
            match (hit.conflict, possible.conflict) {
                (true, _) => Picked::Output(None),
                (false, true) => Picked::Missing,
                (false, false) => agree(possible.output, hit.output.unwrap_or(lookup.default)),
            }
        }
    }
}

/// The one output of several rows, or that they disagree.
#[derive(Default)]
struct Agreed {
    output: Option<usize>,
    conflict: bool,
}

impl Agreed {
    fn add(&mut self, output: usize) {
        self.conflict |= self.output.is_some_and(|other| other != output);
        self.output = Some(output);
    }
}

struct VectorRun<'r> {
    program: &'r Program,
    done: &'r [VectorRegister],
    masks: &'r [MaskRegister],
    from: usize,
    count: usize,
}

impl VectorRun<'_> {
    fn of(&self, id: VectorId) -> &VectorRegister {
        &self.done[id.0 as usize]
    }

    fn side(&self, operand: Operand) -> Side<'_> {
        match operand {
            Operand::Vector(id) => Side::Register(&self.of(id).lanes),
            Operand::Number(number) => Side::Number(number),
        }
    }

    fn planes(&self, operand: Operand) -> (&Plane, &Plane) {
        match operand {
            Operand::Vector(id) => (&self.of(id).missing, &self.of(id).none),
            Operand::Number(_) => (&NOBODY, &NOBODY),
        }
    }

    /// Missing where either is; none where either is and nothing is missing.
    fn either(&self, a: Operand, b: Operand, out: &mut VectorRegister) {
        let ((a_missing, a_none), (b_missing, b_none)) = (self.planes(a), self.planes(b));
        for word in 0..WORDS {
            out.missing[word] = a_missing[word] | b_missing[word];
            out.none[word] = (a_none[word] | b_none[word]) & !out.missing[word];
        }
    }

    fn operation(&self, operation: &VectorOp, out: &mut VectorRegister, open: bool) {
        match operation {
            VectorOp::Load(id) => {
                if let Some(column) = self.program.columns.get(id.0 as usize) {
                    if let Shape::Narrow { data, base, .. } = &column.shape {
                        lanes::load(data, *base, self.from, self.count, &mut out.lanes);
                    }
                    if open {
                        block(column.missing.as_ref(), self.from, &mut out.missing);
                        block(column.none.as_ref(), self.from, &mut out.none);
                    }
                }
            }
            VectorOp::Cast(id) => {
                let source = self.of(*id);
                lanes::cast(&source.lanes, &mut out.lanes);
                if open {
                    (out.missing, out.none) = (source.missing, source.none);
                }
            }
            VectorOp::Binary(operation, a, b) => {
                lanes::binary(*operation, self.side(*a), self.side(*b), &mut out.lanes);
                if open {
                    self.either(*a, *b, out);
                }
            }
            VectorOp::Select(mask, a, b) => {
                let mask = &self.masks[mask.0 as usize];
                lanes::select(&mask.yes, self.side(*a), self.side(*b), &mut out.lanes);
                let ((a_missing, a_none), (b_missing, b_none)) = (self.planes(*a), self.planes(*b));
                for word in 0..WORDS {
                    let (then, open) = (mask.yes[word], mask.missing[word]);
                    let other = !(then | open);
                    out.missing[word] = then & a_missing[word] | other & b_missing[word] | open;
                    out.none[word] = then & a_none[word] | other & b_none[word];
                }
            }
            VectorOp::Fill(first, second) => {
                let (first, second) = (self.of(*first), self.of(*second));
                lanes::select(&first.missing, Side::Register(&second.lanes), Side::Register(&first.lanes), &mut out.lanes);
                for word in 0..WORDS {
                    let open = first.missing[word];
                    out.missing[word] = open & second.missing[word];
                    out.none[word] = first.none[word] | open & second.none[word];
                }
            }
            VectorOp::Hide(id, mask) => {
                let (source, mask) = (self.of(*id), &self.masks[mask.0 as usize]);
                out.lanes.clone_from(&source.lanes);
                for word in 0..WORDS {
                    out.missing[word] = source.missing[word] | mask.yes[word];
                    out.none[word] = source.none[word] & !mask.yes[word];
                }
            }
            VectorOp::Under(of, id) => {
                let (missing, none) = blanks(self.program, self.masks, self.done, *of, self.from);
                let source = self.of(*id);
                out.lanes.clone_from(&source.lanes);
                for word in 0..WORDS {
                    let blank = missing[word] | none[word];
                    out.missing[word] = source.missing[word] & !blank | missing[word];
                    out.none[word] = source.none[word] & !blank | none[word];
                }
            }
            // set before the first block
            VectorOp::Number(_) | VectorOp::Blank { .. } => {}
            VectorOp::Round(id, unit, places) => {
                let source = self.of(*id);
                lanes::round(&source.lanes, *unit, *places, &mut out.lanes);
                if open {
                    (out.missing, out.none) = (source.missing, source.none);
                }
            }
            VectorOp::Calendar(function, a, b) => {
                self.either(*a, *b, out);
                let number = |operand: Operand, place: usize| match operand {
                    Operand::Vector(id) => self.of(id).lanes.get(place),
                    Operand::Number(number) => number,
                };
                for place in 0..self.count.min(BLOCK) {
                    let (word, bit) = (place / 64, place % 64);
                    if (out.missing[word] | out.none[word]) >> bit & 1 == 1 {
                        continue;
                    }
                    match function.apply(number(*a, place), number(*b, place)) {
                        Some(value) => out.lanes.set(place, value),
                        None => out.none[word] |= 1 << bit,
                    }
                }
            }
            VectorOp::Lookup(lookup) => {
                (out.missing, out.none) = (NOBODY, NOBODY);
                let (lanes, missing, none) = (&mut out.lanes, &mut out.missing, &mut out.none);
                pick(lookup, self.masks, |word, bits, picked| match picked {
                    Picked::Missing => missing[word] |= bits,
                    Picked::Output(None) => none[word] |= bits,
                    Picked::Output(Some(value)) => {
                        let mut left = bits;
                        while left != 0 {
                            lanes.set(word * 64 + left.trailing_zeros() as usize, value);
                            left &= left - 1;
                        }
                    }
                });
            }
        }
    }
}
