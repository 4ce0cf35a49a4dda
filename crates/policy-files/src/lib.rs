//! Policy and catalogue files.
