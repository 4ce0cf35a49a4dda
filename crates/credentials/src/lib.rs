//! Signed credentials: Open Badges 3.0 as W3C credentials, proved with `eddsa-jcs-2022`, verified without a network.
