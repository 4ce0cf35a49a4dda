//! Career rules as data; a decision is a pure function that carries its proof.
