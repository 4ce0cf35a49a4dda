//! How the text reads.
