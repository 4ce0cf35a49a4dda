//! Documents for people: certificates, decrees and transcripts as PDF.
