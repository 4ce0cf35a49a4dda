//! What a comparison and its costs say, over people counted by hand and over people made up at random.

mod costs;
mod fixture;
mod values;
mod worked;
