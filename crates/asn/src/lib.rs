//! The Indonesian civil service as data.
